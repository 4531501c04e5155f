import type { View } from '#lib/schemas/views.ts'
import { tableStateOf } from './table-address.ts'
import type { SearchParams } from './table-address.ts'
import { selectRows } from './table-rules.ts'
import type { TableRules } from './table-rules.ts'

const rowsInThePage = 100

/** `V` where the view tells more than its rows. */
export type FirstRows<Row, V = View<Row>> = { view: V; matching: number }

/** The rows the server puts into the page: the first of what the address asks for, and how many match in all. */
export function firstRows<V extends View<unknown>>(
  view: V,
  params: SearchParams,
  rules: TableRules<V['rows'][number]>,
): { view: V; matching: number } {
  const matching = selectRows(view.rows, tableStateOf(params, rules), rules)
  const rows = view.rows.length <= rowsInThePage ? view.rows : matching.slice(0, rowsInThePage)
  return { view: { ...view, rows: [...rows] }, matching: matching.length }
}
