import 'server-only'
import type { Change } from '#lib/schemas/jobs.ts'
import type { TableRecord } from './read-table.ts'

/** What one row of a table wants; `followsFirst`: only when the first wish of the same row was done. */
export type RowWish =
  { change: Omit<Change, 'after'>; followsFirst?: boolean } | { problem: string; given: string; label: string }

export function badRow({ given }: TableRecord, problem: string, label = ''): RowWish {
  return { problem, given, label }
}
