import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTableState, tableStateOf, writeTableState } from './table-address.ts'
import { byNumber, byText, byTime, filterRows, isNarrowed, orderRows, searchIndex, selectRows } from './table-rules.ts'
import type { TableRules, TableState } from './table-rules.ts'

type Row = { id: string; name: string; role: string; keys: number; at: string | null; archived: boolean }

const rules: TableRules<Row> = {
  searchText: (row) => `${row.name}\n${row.role}`,
  sorts: { name: byText((row) => row.name), keys: byNumber((row) => row.keys), at: byTime((row) => row.at) },
  filters: [
    { key: 'role', label: 'Role', options: [], matches: (row, value) => row.role === value },
    { key: 'keys', label: 'Keys', options: [], matches: (row, value) => (value === 'some') === row.keys > 0 },
  ],
  aside: { label: 'Show archived', matches: (row) => row.archived },
}

const rows: Row[] = [
  { id: '1', name: 'Zoë', role: 'user', keys: 2, at: '2026-02-01', archived: false },
  { id: '2', name: 'ada 10', role: 'admin', keys: 0, at: null, archived: false },
  { id: '3', name: 'Ada 9', role: 'user', keys: 1, at: '2026-01-01', archived: false },
  { id: '4', name: 'Old', role: 'user', keys: 5, at: '2025-01-01', archived: true },
]

const everything: TableState = { q: '', sort: null, filters: { show: ['all'] }, hidden: [] }
const ids = (state: Partial<TableState>) => selectRows(rows, { ...everything, ...state }, rules).map((row) => row.id)

test('without a sort rows keep the order they came in', () => expect(ids({})).toEqual(['1', '2', '3', '4']))

test('text sorts without case and by whole numbers', () => {
  expect(ids({ sort: { id: 'name', down: false } })).toEqual(['3', '2', '4', '1'])
  expect(ids({ sort: { id: 'name', down: true } })).toEqual(['1', '4', '2', '3'])
})

test('a missing time comes last when ascending', () => {
  expect(ids({ sort: { id: 'at', down: false } })).toEqual(['4', '3', '1', '2'])
})

test('every word of a search must occur, in any order and case', () => {
  expect(ids({ q: '  USER ada ' })).toEqual(['3'])
  expect(ids({ q: 'nobody' })).toEqual([])
})

test('values of one filter widen, filters narrow each other', () => {
  expect(ids({ filters: { show: ['all'], role: ['user', 'admin'] } })).toEqual(['1', '2', '3', '4'])
  expect(ids({ filters: { show: ['all'], role: ['user', 'admin'], keys: ['none'] } })).toEqual(['2'])
})

test('rows put aside are left out unless asked for', () => {
  expect(ids({ filters: {} })).toEqual(['1', '2', '3'])
  expect(isNarrowed({ ...everything, filters: {} })).toBe(false)
})

test('ordering never changes the array it was given', () => {
  const given = [...rows]
  orderRows(given, { id: 'keys', down: true }, rules)
  expect(given).toEqual(rows)
})

test('filtering keeps the order and only leaves out', () => {
  fc.assert(
    fc.property(fc.string(), (q) => {
      const found = filterRows(rows, searchIndex(rows, rules), { ...everything, q }, rules)
      expect(rows.filter((row) => found.includes(row))).toEqual(found)
    }),
  )
})

const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !text.includes(','))
const anyState = fc.record({
  q: fc.string({ maxLength: 200 }),
  sort: fc.option(fc.record({ id: fc.constantFrom('name', 'keys', 'at'), down: fc.boolean() }), { nil: null }),
  filters: fc.dictionary(
    fc.constantFrom('role', 'keys', 'show'),
    fc.uniqueArray(word, { minLength: 1, maxLength: 3 }),
    {
      noNullPrototype: true,
    },
  ),
  hidden: fc.uniqueArray(word, { maxLength: 3 }),
})

test('a copied address shows a colleague the same view', () => {
  fc.assert(
    fc.property(anyState, (state) => {
      const address = writeTableState(new URLSearchParams(), state, rules).toString()
      expect(readTableState(new URLSearchParams(address), rules)).toEqual(state)
    }),
  )
})

test('what the table does not own stays in the address', () => {
  const address = writeTableState(new URLSearchParams('open=42&q=old'), everything, rules)
  expect(address.get('open')).toBe('42')
  expect(address.has('q')).toBe(false)
})

test('an address that anyone may have written never throws and never sorts by a name of Object', () => {
  expect(tableStateOf({ sort: '-constructor', role: ['user', 'admin'], q: undefined }, rules)).toEqual({
    q: '',
    sort: null,
    filters: { role: ['user'] },
    hidden: [],
  })
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))), (params) => {
      expect(() => selectRows(rows, tableStateOf(params, rules), rules)).not.toThrow()
    }),
  )
})
