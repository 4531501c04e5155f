import { expect, test } from 'vitest'
import { select } from './use-selection.ts'

const shown = ['a', 'b', 'c', 'd'].map((id) => ({ id }))
const empty = { ids: new Set<string>(), last: null }
const toggle = (id: string, range = false) => ({ kind: 'toggle', id, range }) as const

test('a range goes from the last touched row, in both directions', () => {
  const down = select(select(empty, toggle('b'), shown), toggle('d', true), shown)
  expect([...down.ids]).toEqual(['b', 'c', 'd'])
  const up = select(select(empty, toggle('c'), shown), toggle('a', true), shown)
  expect([...up.ids].sort()).toEqual(['a', 'b', 'c'])
})

test('a range takes away when its end was chosen', () => {
  const all = select(empty, { kind: 'all', on: true }, shown)
  const rest = select(select(all, toggle('b'), shown), toggle('c', true), shown)
  expect([...rest.ids]).toEqual(['a', 'd'])
})

test('a range from a row that a filter hides is just the one row', () => {
  const hidden = { ids: new Set(['z']), last: 'z' }
  expect([...select(hidden, toggle('c', true), shown).ids]).toEqual(['z', 'c'])
})

test('select all touches what is shown and leaves the rest', () => {
  const before = { ids: new Set(['z']), last: null }
  expect([...select(before, { kind: 'all', on: true }, shown).ids]).toEqual(['z', 'a', 'b', 'c', 'd'])
  expect([...select(before, { kind: 'all', on: false }, shown).ids]).toEqual(['z'])
})
