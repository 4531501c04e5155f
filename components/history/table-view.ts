import type { View } from '#lib/schemas/views.ts'

/** A past state as a table takes it: it has no age, it is what it was. */
export function asTable<Row>({ rows, total }: { rows: Row[]; total: number }): View<Row> {
  return { rows, total, revision: '', synced_at: null, complete: true, missing: [], upstream_problem: null }
}
