'use client'
import type { KeyboardEvent, RefObject, SyntheticEvent } from 'react'
import { useMemo, useState } from 'react'
import type { TableState } from '#components/table/table-rules.ts'
import { announce } from '#components/ui/announcer.tsx'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'
import type { AccessCell, AccessMatrix } from '#lib/schemas/access-matrix.ts'
import { gridRoles } from './grid-roles.ts'
import { Gap } from './access-gap.tsx'
import { GridHeader } from './access-grid-header.tsx'
import { AccessGridRow } from './access-grid-row.tsx'
import type { Grid } from './access-rules.ts'
import { cellOf } from './access-rules.ts'
import { cellRefusal } from './cell-choices.ts'
import type { Judge } from './cell-choices.ts'
import { clampSpot, moveBy } from './grid-moves.ts'
import type { Spot } from './grid-moves.ts'
import { spotOf, spotSelector } from './grid-spot.ts'
import { loadMenu } from './spot-menu.tsx'
import type { StagedChange } from './staging.ts'
import { useGridWindow } from './use-grid-window.ts'
import type { Staging } from './use-staged.ts'

type GridProps = {
  state: TableState
  change: (patch: Partial<TableState>) => void
  view: AccessMatrix
  grid: Grid
  partial: boolean
  judge: Judge
  staging: Staging
  search: RefObject<HTMLInputElement | null>
  /** What the filters ask for; cells that are not are dimmed, never hidden: a blank cell means no access. */
  dimmed: ((cell: AccessCell) => boolean) | null
}

/** The rows and columns in sight. One cell at a time can have the focus; it stays drawn when it is scrolled away. */
export function AccessGrid(props: GridProps) {
  const { view, grid, partial, judge, staging, search, dimmed } = props
  const [wanted, setWanted] = useState<Spot>({ row: 1, column: 1 })
  const [opened, setOpened] = useState<Spot | null>(null)
  const last = { rows: grid.rows.length, columns: grid.columns.length }
  const spot = clampSpot(wanted, { ...last, page: 1 })
  const { scroller, rows, columns, page, show } = useGridWindow(grid, spot)
  const byMember = useMemo(() => stagedByMember(staging.staged), [staging.staged])
  const focusOn = (to: Spot): boolean => {
    const cell = scroller.current?.querySelector<HTMLElement>(spotSelector(to))
    cell?.focus({ preventScroll: true })
    return cell !== null && cell !== undefined
  }
  const go = (to: Spot) => {
    setWanted(to)
    show(to)
    // At once where it is drawn already: whoever types on must not act on the cell before.
    if (!focusOn(to)) requestAnimationFrame(() => focusOn(to))
  }
  const open = (at: Spot) => {
    const refused = refusalAt(grid, judge, at)
    if (refused !== null) return announce(refused)
    setWanted(at)
    setOpened(at)
  }
  const inside = () => scroller.current?.contains(document.activeElement) === true
  const step = (by: number) =>
    go(clampSpot({ ...spot, row: Math.max(1, spot.row + (inside() ? by : 0)) }, { ...last, page }))
  useShortcuts({
    '/': () => search.current?.focus(),
    j: () => step(1),
    k: () => step(-1),
    e: () => inside() && open(spot),
  })

  const press = (event: KeyboardEvent) => {
    const at = ownSpot(event)
    if (at === null || event.altKey || event.metaKey) return
    const to = moveBy(event.key, event.ctrlKey, at, { ...last, page })
    if (to !== null) go(to)
    else if (['Enter', 'F2', ' '].includes(event.key)) open(at)
    else return
    event.preventDefault()
  }
  // The grid hears for all of its cells, of which thousands come and go.
  const listeners = {
    onKeyDown: press,
    onFocus: (event: SyntheticEvent) => {
      setWanted(ownSpot(event) ?? spot)
      void loadMenu()
    },
    onClick: (event: SyntheticEvent) => {
      const at = ownSpot(event)
      if (at !== null) open(at)
    },
  }
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto border-t border-line">
      <table
        {...gridRoles.grid}
        tabIndex={-1}
        aria-label="Access"
        aria-rowcount={partial ? view.total + 1 : last.rows + 1}
        aria-colcount={last.columns + 1}
        data-matching={`${last.rows.toLocaleString('en')} members, ${last.columns.toLocaleString('en')} workspaces`}
        {...listeners}
        className="block w-max min-w-full outline-none"
      >
        <GridHeader {...props} columns={columns} spot={spot} opened={opened} close={() => setOpened(null)} />
        <tbody {...gridRoles.rowgroup} className="block">
          {rows.items.map(({ index, gap }) => {
            const row = grid.rows[index]
            if (row === undefined) return null
            const at = index + 1
            return (
              <AccessGridRow
                key={row.id}
                row={row}
                at={at}
                gap={gap}
                columns={columns}
                view={view}
                judge={judge}
                dimmed={dimmed}
                staged={byMember.get(row.id)}
                stage={staging.stage}
                focused={spot.row === at ? spot.column : -1}
                opened={opened?.row === at ? opened.column : -1}
                close={setOpened}
              />
            )
          })}
          <Gap rows={rows.tail} />
        </tbody>
      </table>
    </div>
  )
}

/** The spot of an event of the grid itself; menus that hang on a cell are children to React, not to the page. */
function ownSpot(event: SyntheticEvent): Spot | null {
  const { target, currentTarget } = event
  return target instanceof Element && currentTarget.contains(target) ? spotOf(target) : null
}

/** Why nothing opens here; the headers of rows and columns always have something. */
function refusalAt(grid: Grid, judge: Judge, { row, column }: Spot): string | null {
  if (row === 0 && column === 0) return ''
  const [member, workspace] = [grid.rows[row - 1], grid.columns[column - 1]]
  if (row === 0 || column === 0 || member === undefined || workspace === undefined) return null
  return cellRefusal(judge, member, workspace, cellOf(member, workspace.place)?.[1] ?? null)
}

function stagedByMember(staged: readonly StagedChange[]): ReadonlyMap<string, ReadonlyMap<string, StagedChange>> {
  const byMember = new Map<string, Map<string, StagedChange>>()
  for (const change of staged) {
    const own = byMember.get(change.user_id) ?? new Map<string, StagedChange>()
    byMember.set(change.user_id, own.set(change.workspace_id, change))
  }
  return byMember
}
