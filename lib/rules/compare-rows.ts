import type { DifferenceRow, FieldDifference, HistoryRow } from '#lib/schemas/history.ts'

/** What leads from one state of a list to another; counts joined from other lists are no part of it. */
export function compareRows(before: readonly HistoryRow[], after: readonly HistoryRow[]): DifferenceRow[] {
  const earlier = new Map(before.map((row) => [row.id, row]))
  const later = new Map(after.map((row) => [row.id, row]))
  const removed = before.filter(({ id }) => !later.has(id)).map((row) => difference(row, null))
  const rest = after.map((row) => difference(earlier.get(row.id) ?? null, row))
  return [...rest, ...removed].flatMap((row) => (row === null ? [] : [row]))
}

function difference(before: HistoryRow | null, after: HistoryRow | null): DifferenceRow | null {
  const row = after ?? before
  const fields = fieldsBetween(before?.fields ?? {}, after?.fields ?? {})
  if (row === null || (before !== null && after !== null && fields.length === 0)) return null
  const change = before === null ? 'added' : after === null ? 'removed' : 'changed'
  return { id: row.id, label: row.label, change, fields }
}

/** A field that is not there counts as null. */
function fieldsBetween(before: HistoryRow['fields'], after: HistoryRow['fields']): FieldDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
    .filter((one) => one.before !== one.after)
}
