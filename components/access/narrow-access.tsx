'use client'
import type { TableState } from '#components/table/table-rules.ts'
import { toolButton } from '#components/table/tool-button.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { TextInput } from '#components/ui/field.tsx'
import type { AccessMatrix, AccessRow, AccessWorkspace } from '#lib/schemas/access-matrix.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { Grid } from './access-rules.ts'
import { nameOf } from './access-words.ts'
import type { Judge } from './cell-choices.ts'
import { NarrowCards } from './narrow-cards.tsx'
import type { Staging } from './use-staged.ts'

export type NarrowProps = {
  view: AccessMatrix
  grid: Grid
  state: TableState
  change: (patch: Partial<TableState>) => void
  judge: Judge
  staging: Staging
}

/** Under 900 px: a person or a workspace is picked, and its side of the matrix is a list of cards. */
export function NarrowAccess(props: NarrowProps) {
  const { view, state, change } = props
  const [by = 'people', id] = state.filters['see'] ?? []
  const see = (values: readonly string[]) => change({ q: '', filters: { see: values } })
  const member = by === 'people' ? view.rows.find((row) => row.id === id) : undefined
  const workspace = by === 'workspaces' ? view.workspaces.find((one) => one.id === id) : undefined
  const picked = member ?? workspace
  if (picked !== undefined)
    return (
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto border-t border-line">
        <div className="flex items-center gap-2 px-4 py-2">
          <Button small onClick={() => see([by])}>
            ← {by === 'people' ? 'People' : 'Workspaces'}
          </Button>
          <h2 className="min-w-0 flex-1 truncate font-strong">{member ? nameOf(member) : workspace?.name}</h2>
        </div>
        <NarrowCards {...props} member={member} workspace={workspace} />
      </div>
    )
  return (
    <>
      <div role="toolbar" aria-label="Find access" className="flex shrink-0 flex-wrap items-center gap-2 px-4 pb-3">
        <button
          type="button"
          aria-pressed={by === 'people'}
          className={toolButton(by === 'people')}
          onClick={() => see(['people'])}
        >
          By person
        </button>
        <button
          type="button"
          aria-pressed={by === 'workspaces'}
          className={toolButton(by === 'workspaces')}
          onClick={() => see(['workspaces'])}
        >
          By workspace
        </button>
        <TextInput
          type="search"
          aria-label={by === 'people' ? 'Search members' : 'Search workspaces'}
          placeholder="Search"
          value={state.q}
          onChange={(event) => change({ q: event.target.value })}
        />
      </div>
      {by === 'people' ? <PeopleList {...props} see={see} /> : <WorkspaceList {...props} see={see} />}
    </>
  )
}

type ListProps = NarrowProps & { see: (values: readonly string[]) => void }

/** More are found by searching: nobody scrolls through thousands on a phone. */
const mostShown = 50

function PeopleList({ grid, see }: ListProps) {
  return (
    <PickList
      label="Members"
      total={grid.rows.length}
      items={grid.rows.slice(0, mostShown).map((row) => ({
        id: row.id,
        title: nameOf(row),
        note: `${roleName(row.role)}, ${placesWords(row)}`,
      }))}
      pick={(id) => see(['people', id])}
    />
  )
}

function WorkspaceList({ view, state, see }: ListProps) {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean)
  const found = view.workspaces.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
  const counts = new Map<number, number>()
  for (const { cells } of view.rows) for (const [place] of cells) counts.set(place, (counts.get(place) ?? 0) + 1)
  const note = (workspace: AccessWorkspace) =>
    workspace.is_default
      ? 'Follows the organization role'
      : countWords(counts.get(view.workspaces.indexOf(workspace)) ?? 0, 'member')
  return (
    <PickList
      label="Workspaces"
      total={found.length}
      items={found.slice(0, mostShown).map((one) => ({ id: one.id, title: one.name, note: note(one) }))}
      pick={(id) => see(['workspaces', id])}
    />
  )
}

type PickListProps = {
  label: string
  total: number
  items: readonly { id: string; title: string; note: string }[]
  pick: (id: string) => void
}

function PickList({ label, total, items, pick }: PickListProps) {
  if (items.length === 0) return <EmptyState title="Nothing matches">Search for something else.</EmptyState>
  return (
    <div className="min-h-0 flex-1 overflow-y-auto border-t border-line">
      <ul aria-label={label}>
        {items.map(({ id, title, note }) => (
          <li key={id} className="border-b border-line">
            <button
              type="button"
              onClick={() => pick(id)}
              className="flex w-full flex-col px-4 py-2 text-left -outline-offset-2 hover:bg-hover"
            >
              <span className="w-full truncate font-strong">{title}</span>
              <span className="text-small text-soft">{note}</span>
            </button>
          </li>
        ))}
      </ul>
      {total > items.length ? (
        <p className="px-4 py-3 text-soft">
          The first {items.length} of {total.toLocaleString('en')}. Search to find the others.
        </p>
      ) : null}
    </div>
  )
}

function placesWords(row: AccessRow): string {
  return countWords(row.cells.length, 'workspace')
}

function countWords(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}
