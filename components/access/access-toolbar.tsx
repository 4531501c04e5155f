'use client'
import { ArrowDownUp, Boxes, Download, Search } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { FilterChip, ToggleChip } from '#components/table/filter-chip.tsx'
import type { TableState } from '#components/table/table-rules.ts'
import { toolButton } from '#components/table/tool-button.ts'
import { announceSoon } from '#components/ui/announcer.tsx'
import { Button } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { MenuItem } from '#components/ui/menu-items.ts'
import type { AccessMatrix } from '#lib/schemas/access-matrix.ts'
import { accessChips, cellFilter, isFiltered, unfiltered } from './access-rules.ts'
import type { Grid } from './access-rules.ts'
import { accessExports } from './export-access.ts'

type ToolbarProps = {
  view: AccessMatrix
  grid: Grid
  state: TableState
  change: (patch: Partial<TableState>) => void
  partial: boolean
  search: RefObject<HTMLInputElement | null>
}

export function AccessToolbar({ view, grid, state, change, partial, search }: ToolbarProps) {
  const setFilter = (key: string, values: readonly string[]) => change({ filters: { ...state.filters, [key]: values } })
  const chosenOf = (key: string) => state.filters[key] ?? []
  const exports = () =>
    accessExports(grid, cellFilter(state), partial ? 'The rest of the rows is still on its way.' : null)
  return (
    <div
      role="toolbar"
      aria-label="Find access"
      className="flex shrink-0 flex-wrap items-center gap-2 px-4 pb-3 desk:px-6"
    >
      <SearchBox
        input={search}
        label="Search members"
        placeholder="Search members  /"
        keys="/"
        icon={<Search size={14} aria-hidden className="absolute left-2.5 text-soft" />}
        value={state.q}
        onChange={(q) => change({ q })}
      />
      <SearchBox
        label="Filter workspaces"
        placeholder="Workspaces"
        icon={<Boxes size={14} aria-hidden className="absolute left-2.5 text-soft" />}
        value={chosenOf('w').join(',')}
        onChange={(text) => setFilter('w', text === '' ? [] : text.split(','))}
      />
      {accessChips.map((rule) => {
        const { toggle, key } = rule
        const chosen = chosenOf(key)
        const choose = (values: readonly string[]) => setFilter(key, values)
        if (toggle === undefined)
          return <FilterChip key={key} rule={rule} rows={view.rows} chosen={chosen} choose={choose} counted={false} />
        const on = chosen.includes(toggle)
        return <ToggleChip key={key} label={rule.label} on={on} toggle={() => choose(on ? [] : [toggle])} />
      })}
      {isFiltered(state) ? (
        <Button look="quiet" onClick={() => change(unfiltered(state))}>
          Reset
        </Button>
      ) : null}
      <div className="ml-auto flex items-center gap-2">
        <IconMenu label="Sort" items={() => sortItems(state, change)}>
          <ArrowDownUp size={14} aria-hidden />
        </IconMenu>
        <IconMenu label="Export" items={exports}>
          <Download size={14} aria-hidden />
        </IconMenu>
      </div>
    </div>
  )
}

type BoxProps = {
  input?: RefObject<HTMLInputElement | null>
  label: string
  placeholder: string
  keys?: string
  icon: ReactNode
  value: string
  onChange: (text: string) => void
}

function SearchBox({ input, label, placeholder, keys, icon, value, onChange }: BoxProps) {
  return (
    <label className="relative flex w-full items-center desk:w-44">
      {icon}
      <input
        ref={input}
        type="search"
        aria-label={label}
        aria-keyshortcuts={keys}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => {
          onChange(event.target.value)
          announceSoon(shownWords)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          if (value === '') event.currentTarget.blur()
          else onChange('')
        }}
        className="h-8 w-full rounded border border-control bg-surface pr-2 pl-8 placeholder:text-soft [&::-webkit-search-cancel-button]:hidden"
      />
    </label>
  )
}

/** The grid carries its own count; without a grid nothing is shown. */
function shownWords(): string {
  return document.querySelectorAll('[data-matching]')[0]?.getAttribute('data-matching') ?? 'Nothing matches'
}

function IconMenu({ label, items, children }: { label: string; items: () => MenuItem[]; children: ReactNode }) {
  return (
    <Menu
      label={label}
      items={items}
      align="end"
      button={{ 'aria-label': label, 'data-tip': label, className: toolButton(false) }}
    >
      {children}
    </Menu>
  )
}

const rowOrders = [
  { label: 'Name', sort: null },
  { label: 'Organization role', sort: { id: 'role', down: false } },
  { label: 'Most workspaces', sort: { id: 'count', down: true } },
]

function sortItems(state: TableState, change: ToolbarProps['change']): MenuItem[] {
  const byCount = (state.filters['cols'] ?? []).includes('count')
  const order = (values: readonly string[]) => change({ filters: { ...state.filters, cols: values } })
  return [
    { kind: 'heading', label: 'Members by' },
    ...rowOrders.map(({ label, sort }): MenuItem => ({
      kind: 'choice',
      label,
      chosen: (state.sort?.id ?? null) === (sort?.id ?? null),
      run: () => change({ sort }),
    })),
    { kind: 'heading', label: 'Workspaces by' },
    { kind: 'choice', label: 'Name of the workspace', chosen: !byCount, run: () => order([]) },
    { kind: 'choice', label: 'Most members', chosen: byCount, run: () => order(['count']) },
  ]
}
