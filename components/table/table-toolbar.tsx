'use client'
import { Columns3, Download, Search } from 'lucide-react'
import type { RefObject } from 'react'
import { announceSoon } from '#components/ui/announcer.tsx'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { Menu } from '#components/ui/menu.tsx'
import type { DataTableProps } from './data-table-props.ts'
import { exportItems } from './export-items.ts'
import { FilterChip, ToggleChip } from './filter-chip.tsx'
import { asideKey, isAsideShown, isNarrowed } from './table-rules.ts'
import type { TableState } from './table-rules.ts'
import { toolButton } from './tool-button.ts'
import type { ShownRows } from './use-shown-rows.ts'

type ToolbarProps<Row extends { id: string }> = DataTableProps<Row> & {
  state: TableState
  change: (patch: Partial<TableState>) => void
  shown: ShownRows<Row>
  partial: boolean
  search: RefObject<HTMLInputElement | null>
}

export function TableToolbar<Row extends { id: string }>(props: ToolbarProps<Row>) {
  const { state, change, shown, rules, noun, search } = props
  const { qualifiers } = rules
  const setFilter = (key: string, values: readonly string[]) =>
    change(
      qualifiers
        ? { q: qualifiers.withValues(state.q, key, values) }
        : { filters: { ...state.filters, [key]: values } },
    )
  const chosenOf = (key: string) => qualifiers?.valuesOf(state.q, key) ?? state.filters[key] ?? []
  return (
    <div
      role="toolbar"
      aria-label={`Find ${noun.many}`}
      className="flex shrink-0 flex-wrap items-center gap-2 px-4 pb-3 desk:px-6"
    >
      <label className={cx('relative flex w-full items-center', qualifiers ? 'desk:w-96' : 'desk:w-64')}>
        <Search size={14} aria-hidden className="absolute left-2.5 text-soft" />
        <input
          ref={search}
          type="search"
          aria-label={`Search ${noun.many}`}
          aria-keyshortcuts="/"
          placeholder={qualifiers ? `Search, or ${qualifiers.example}  /` : 'Search  /'}
          autoComplete="off"
          spellCheck={false}
          value={state.q}
          onChange={(event) => {
            change({ q: event.target.value })
            announceSoon(() => countWords(document.querySelectorAll('[data-matching]')[0]))
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.preventDefault()
            if (state.q === '') event.currentTarget.blur()
            else change({ q: '' })
          }}
          className="h-8 w-full rounded border border-control bg-surface pr-2 pl-8 placeholder:text-soft [&::-webkit-search-cancel-button]:hidden"
        />
      </label>
      {rules.filters.map((rule) => (
        <Chip
          key={rule.key}
          rule={rule}
          rows={shown.all}
          chosen={chosenOf(rule.key)}
          choose={(values) => setFilter(rule.key, values)}
          counted={props.remote === undefined}
        />
      ))}
      <AsideChip {...props} setFilter={setFilter} />
      {isNarrowed(state) ? (
        <Button look="quiet" onClick={() => change({ q: '', filters: {} })}>
          Reset
        </Button>
      ) : null}
      {props.level === 2 && isNarrowed(state) ? (
        <span className="figures text-soft">
          {shown.rows.length.toLocaleString('en')} of {shown.all.length.toLocaleString('en')}
        </span>
      ) : null}
      <div className="ml-auto flex items-center gap-2">
        <ColumnMenu {...props} />
        <ExportMenu {...props} />
        {props.primary}
      </div>
    </div>
  )
}

function Chip<Row>(props: Parameters<typeof FilterChip<Row>>[0]) {
  const { rule, chosen, choose } = props
  const { toggle } = rule
  if (toggle === undefined) return <FilterChip {...props} />
  const on = chosen.includes(toggle)
  return <ToggleChip label={rule.label} on={on} toggle={() => choose(on ? [] : [toggle])} />
}

function countWords(element: Element | undefined): string {
  return element?.getAttribute('data-matching') ?? 'Nothing found'
}

type WithFilter<Row extends { id: string }> = ToolbarProps<Row> & {
  setFilter: (key: string, values: readonly string[]) => void
}

function AsideChip<Row extends { id: string }>({ rules, shown, state, setFilter }: WithFilter<Row>) {
  if (!rules.aside) return null
  const count = shown.all.filter(rules.aside.matches).length
  const on = isAsideShown(state)
  if (count === 0 && !on) return null
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={() => setFilter(asideKey, on ? [] : ['all'])}
      className={toolButton(on)}
    >
      {rules.aside.label} ({count.toLocaleString('en')})
    </button>
  )
}

function ColumnMenu<Row extends { id: string }>({ columns, state, change }: ToolbarProps<Row>) {
  const items = () =>
    columns.flatMap((column, at) =>
      at === 0 || column.alwaysShown
        ? []
        : [
            {
              kind: 'check' as const,
              label: column.header,
              checked: !state.hidden.includes(column.id),
              run: (on: boolean) =>
                change({
                  hidden: on ? state.hidden.filter((id) => id !== column.id) : [...state.hidden, column.id],
                }),
            },
          ],
    )
  return (
    <Menu
      label="Columns"
      items={items}
      align="end"
      button={{ 'aria-label': 'Columns', 'data-tip': 'Columns', className: toolButton(state.hidden.length > 0) }}
    >
      <Columns3 size={14} aria-hidden />
    </Menu>
  )
}

function ExportMenu<Row extends { id: string }>(props: ToolbarProps<Row>) {
  const refusal = props.partial ? 'The rest of the rows is still on its way.' : null
  return (
    <Menu
      label="Export"
      items={props.remote?.exports ?? (() => exportItems(props.shown.rows, props, refusal))}
      align="end"
      button={{ 'aria-label': 'Export', 'data-tip': 'Export', className: toolButton(false) }}
    >
      <Download size={14} aria-hidden />
    </Menu>
  )
}
