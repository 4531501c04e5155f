import type { View } from '#lib/schemas/views.ts'
import { tableStateOf } from './table-address.ts'
import type { SearchParams } from './table-address.ts'
import { selectRows } from './table-rules.ts'
import type { TableRules } from './table-rules.ts'

const rowsInThePage = 100

export type FirstRows<Row> = { view: View<Row>; matching: number }

/** The rows the server puts into the page: the first of what the address asks for, and how many match in all. */
export function firstRows<Row>(view: View<Row>, params: SearchParams, rules: TableRules<Row>): FirstRows<Row> {
  const matching = selectRows(view.rows, tableStateOf(params, rules), rules)
  const rows = view.rows.length <= rowsInThePage ? view.rows : matching.slice(0, rowsInThePage)
  return { view: { ...view, rows: [...rows] }, matching: matching.length }
}
