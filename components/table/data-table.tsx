'use client'
import { useRef } from 'react'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { DataTableProps } from './data-table-props.ts'
import { SelectionBar } from './selection-bar.tsx'
import { SkeletonRows } from './skeleton-rows.tsx'
import { TableGrid } from './table-grid.tsx'
import { asideKey, isNarrowed } from './table-rules.ts'
import type { TableState } from './table-rules.ts'
import { TableTitle } from './table-title.tsx'
import { TableToolbar } from './table-toolbar.tsx'
import { useSelection } from './use-selection.ts'
import { useShownRows } from './use-shown-rows.ts'
import { useTableState } from './use-table-state.ts'

/** Rows that were filtered before they came are shown as they are. */
const foundByServer: TableState = { q: '', sort: null, filters: {}, hidden: [] }

/** A whole list page: title, toolbar, rows in their four states, selection bar. See README.md here. */
export function DataTable<Row extends { id: string }>(props: DataTableProps<Row>) {
  const { query, rules, noun } = props
  const { state, change } = useTableState(rules)
  const shown = useShownRows(query.data?.rows, props.remote ? foundByServer : state, rules, noun)
  const selection = useSelection(shown.rows)
  const search = useRef<HTMLInputElement>(null)
  const partial = query.data !== undefined && query.data.rows.length < query.data.total
  const matching = partial ? (props.matching ?? query.data?.total ?? 0) : shown.rows.length

  return (
    <section aria-label={props.title} className="flex h-full min-h-0 flex-col">
      {query.error && query.data ? (
        <Notice tone="caution">Could not look for news: {query.error.message} What you see may be old.</Notice>
      ) : null}
      {props.level === 2 ? (
        <h2 className="sr-only">{props.title}</h2>
      ) : (
        <TableTitle
          title={props.title}
          view={query.data}
          matching={matching}
          uncounted={props.remote?.uncounted ?? false}
          fetching={query.isFetching}
        />
      )}
      <TableToolbar {...props} state={state} change={change} shown={shown} partial={partial} search={search} />
      <Body {...props} state={state} change={change} shown={shown} selection={selection} search={search} />
      {selection.ids.size > 0 ? <SelectionBar {...props} shown={shown} selection={selection} /> : null}
    </section>
  )
}

type BodyProps<Row extends { id: string }> = DataTableProps<Row> & Parameters<typeof TableGrid<Row>>[0]

/** Exactly one of: skeleton, error, empty, rows. A failed refetch keeps the rows. */
function Body<Row extends { id: string }>(props: BodyProps<Row>) {
  const { query, state, change, shown, empty, noun } = props
  if (query.data === undefined && query.error)
    return (
      <ErrorState
        title={`The ${noun.many} could not be loaded`}
        error={query.error}
        retry={() => void query.refetch()}
      />
    )
  if (query.data === undefined) return <SkeletonRows columns={props.columns} />
  if (shown.rows.length > 0) return <TableGrid {...props} />
  if (!isNarrowed(state) && props.rules.aside && query.data.total > 0)
    return (
      <EmptyState
        title={`No ${noun.many} in sight`}
        action={<Button onClick={() => change({ filters: { [asideKey]: ['all'] } })}>{props.rules.aside.label}</Button>}
      >
        {`All ${query.data.total.toLocaleString('en')} are left out of this list unless asked for.`}
      </EmptyState>
    )
  if (isNarrowed(state) || query.data.total > 0)
    return (
      <EmptyState
        title={`No ${noun.many} match`}
        action={<Button onClick={() => change({ q: '', filters: {} })}>Clear filters</Button>}
      >
        {state.q ? `Nothing found for “${state.q}”.` : 'The filters leave nothing to show.'}
      </EmptyState>
    )
  return (
    <EmptyState title={empty.title} action={empty.action}>
      {query.data.complete ? empty.body : 'The first reading is not finished yet; rows appear here as they arrive.'}
    </EmptyState>
  )
}
