'use client'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { cx } from '#components/ui/cx.ts'
import type { TableColumn } from './columns.ts'
import type { TableRules, TableState } from './table-rules.ts'
import type { Selection } from './use-selection.ts'
import type { ShownRows } from './use-shown-rows.ts'

type HeaderProps<Row extends { id: string }> = {
  visible: readonly TableColumn<Row>[]
  rules: TableRules<Row>
  state: TableState
  change: (patch: Partial<TableState>) => void
  shown: ShownRows<Row>
  selection: Selection
  noSelection?: boolean
  rowMenu?: unknown
  cards: boolean
}

const cell = 'h-9 border-b border-line bg-surface px-2 text-left text-small font-normal text-soft sticky top-0'

export function HeaderRow<Row extends { id: string }>(props: HeaderProps<Row>) {
  const { visible, rules, state, change, cards } = props
  return (
    <thead role={cards ? 'rowgroup' : undefined} className="sr-only desk:not-sr-only desk:table-header-group">
      <tr role={cards ? 'row' : undefined}>
        {props.noSelection ? null : (
          <th scope="col" role={cards ? 'columnheader' : undefined} className={cx(cell, 'left-0 z-20 w-12 pl-6')}>
            <SelectAll {...props} />
          </th>
        )}
        {visible.map((column, at) => (
          <th
            key={column.id}
            scope="col"
            role={cards ? 'columnheader' : undefined}
            aria-sort={sortOf(column.id, state, rules)}
            className={cx(
              cell,
              column.width,
              column.numeric && 'text-right',
              at === 0 && (props.noSelection ? 'left-0 z-20 pl-6' : 'left-12 z-20'),
              at > 0 && 'z-10',
            )}
          >
            {Object.hasOwn(rules.sorts, column.id) ? (
              <SortButton column={column} state={state} change={change} />
            ) : (
              column.header
            )}
          </th>
        ))}
        {props.rowMenu ? (
          <th scope="col" role={cards ? 'columnheader' : undefined} className={cx(cell, 'z-10 w-14')}>
            <span className="sr-only">Actions</span>
          </th>
        ) : null}
      </tr>
    </thead>
  )
}

function sortOf<Row>(id: string, state: TableState, rules: TableRules<Row>) {
  if (!Object.hasOwn(rules.sorts, id)) return undefined
  if (state.sort?.id !== id) return 'none'
  return state.sort.down ? 'descending' : 'ascending'
}

type SortProps<Row> = {
  column: TableColumn<Row>
  state: TableState
  change: (patch: Partial<TableState>) => void
}

/** First click ascending, second descending, third back to the order rows come in. */
function SortButton<Row>({ column, state, change }: SortProps<Row>) {
  const sort = state.sort?.id === column.id ? state.sort : null
  const next = sort === null ? { id: column.id, down: false } : sort.down ? null : { id: column.id, down: true }
  const Arrow = sort?.down ? ArrowDown : ArrowUp
  return (
    <button
      type="button"
      onClick={() => change({ sort: next })}
      className={cx(
        'group -mx-1 inline-flex h-6 max-w-full items-center gap-1 rounded-small px-1 hover:text-ink',
        column.numeric && 'flex-row-reverse',
        sort && 'font-strong text-ink',
      )}
    >
      <span className="truncate">{column.header}</span>
      <Arrow size={12} aria-hidden className={cx('shrink-0', !sort && 'opacity-0 group-hover:opacity-60')} />
    </button>
  )
}

function SelectAll<Row extends { id: string }>({ shown, selection }: HeaderProps<Row>) {
  const chosen = selection.ids.size === 0 ? 0 : shown.rows.filter((row) => selection.ids.has(row.id)).length
  const all = chosen > 0 && chosen === shown.rows.length
  return (
    <input
      type="checkbox"
      aria-label={`Select all ${shown.noun.many} shown`}
      checked={all}
      ref={(box) => {
        if (box) box.indeterminate = chosen > 0 && !all
      }}
      onChange={() => selection.selectAll(!all)}
      className="block size-4 accent-accent"
    />
  )
}
