import { tableStateOf } from '#components/table/table-address.ts'
import type { SearchParams } from '#components/table/table-address.ts'
import type { AccessMatrix } from '#lib/schemas/access-matrix.ts'
import { accessRules, gridOf, orderedRows } from './access-rules.ts'

const rowsInThePage = 60

export type FirstAccess = { view: AccessMatrix; matching: number }

/** The rows the server puts into the page: the first of what the address asks for, and how many match in all. */
export function firstAccess(view: AccessMatrix, params: SearchParams): FirstAccess {
  const state = tableStateOf(params, accessRules)
  const matching = gridOf(view, orderedRows(view.rows, state.sort), state).rows
  const rows = view.rows.length <= rowsInThePage ? view.rows : matching.slice(0, rowsInThePage)
  return { view: { ...view, rows: [...rows] }, matching: matching.length }
}
