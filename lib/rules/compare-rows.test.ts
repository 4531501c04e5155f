import { array, assert, constantFrom, dictionary, integer, oneof, property, record, constant, string } from 'fast-check'
import { expect, test } from 'vitest'
import type { DifferenceRow, HistoryRow } from '#lib/schemas/history.ts'
import { compareRows } from './compare-rows.ts'

const rowOf = (id: string, fields: HistoryRow['fields']): HistoryRow => ({ id, label: id, fields, counts: {} })

test('added, removed and changed rows are told with their fields; equal ones are not', () => {
  const before = [rowOf('a', { role: 'user' }), rowOf('b', { role: 'user', gone: 1 }), rowOf('c', { role: 'admin' })]
  const after = [rowOf('d', { role: 'user' }), rowOf('b', { role: 'developer' }), rowOf('c', { role: 'admin' })]
  expect(compareRows(before, after)).toEqual([
    { id: 'd', label: 'd', change: 'added', fields: [{ field: 'role', before: null, after: 'user' }] },
    {
      id: 'b',
      label: 'b',
      change: 'changed',
      fields: [
        { field: 'role', before: 'user', after: 'developer' },
        { field: 'gone', before: 1, after: null },
      ],
    },
    { id: 'a', label: 'a', change: 'removed', fields: [{ field: 'role', before: 'user', after: null }] },
  ])
})

/** The rows with a difference carried out, by id; nulls left out. */
export function applied(rows: readonly HistoryRow[], differences: readonly DifferenceRow[]): Map<string, object> {
  const result = stateOf(rows)
  for (const { id, change, fields } of differences) {
    const values: Record<string, unknown> = { ...result.get(id) }
    for (const { field, after } of fields) values[field] = after
    if (change === 'removed') result.delete(id)
    else result.set(id, withoutNulls(values))
  }
  return result
}

export function stateOf(rows: readonly HistoryRow[]): Map<string, object> {
  return new Map(rows.map(({ id, fields }) => [id, withoutNulls(fields)]))
}

function withoutNulls(values: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}

test('a difference carried out on the first state gives the second', () => {
  const fields = dictionary(constantFrom('a', 'b', 'c'), oneof(string(), integer(), constant(null)))
  const rows = array(record({ id: constantFrom('1', '2', '3', '4'), fields }), { maxLength: 4 }).map((list) =>
    [...new Map(list.map((row) => [row.id, row])).values()].map((row) => rowOf(row.id, row.fields)),
  )
  assert(
    property(rows, rows, (before, after) => {
      expect(applied(before, compareRows(before, after))).toEqual(stateOf(after))
      expect(compareRows(after, after)).toEqual([])
    }),
  )
})
