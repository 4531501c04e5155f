import { expect, test } from 'vitest'
import { auditTableRules } from '#components/audit/audit-table-rules.ts'
import { historyTableRules } from '#components/history/history-table-rules.ts'
import { keyTableRules } from '#components/keys/key-table-rules.ts'
import { cutPatch } from './cut-patch.ts'
import { readTableState, writeTableState } from './table-address.ts'
import type { TableRules } from './table-rules.ts'

const key = `sk-ant-api03-${'R2Dk-_x'.repeat(12)}igAA`
const tables: [string, TableRules<never>][] = [
  ['audit', auditTableRules],
  ['history', historyTableRules('members')],
  ['keys', keyTableRules],
]

test('of a whole key that is typed only its end is left, in the search and in a filter that is typed', () => {
  expect(cutPatch({ q: `person:ada ${key}` })).toEqual({ patch: { q: '...igAA' }, wasSecret: true })
  expect(cutPatch({ filters: { w: [key, 'ops'], role: ['user'] } })).toEqual({
    patch: { filters: { w: ['...igAA', 'ops'], role: ['user'] } },
    wasSecret: true,
  })
})

test('anything else stays as it is, and what was not changed stays away', () => {
  const patch = { q: 'sk-ant-api03-R2D...igAA', hidden: ['role'], sort: null }
  expect(cutPatch(patch)).toEqual({ patch, wasSecret: false })
  expect(cutPatch({ sort: null })).toEqual({ patch: { sort: null }, wasSecret: false })
})

test.each(tables)('no whole key gets from an address into the %s table, nor back', (_, rules) => {
  const state = readTableState(new URLSearchParams({ q: key, status: key, role: key, show: key }), rules)
  expect(JSON.stringify(state)).not.toContain('sk-ant')
  expect(state.q).toBe('...igAA')
  expect(writeTableState(new URLSearchParams({ q: key }), state, rules).get('q')).toBe('...igAA')
})
