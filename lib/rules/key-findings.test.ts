import { expect, test } from 'vitest'
import { isUnnamed, keyFindings } from './key-findings.ts'
import type { KeyFindingFacts } from './key-findings.ts'

const now = Date.parse('2026-11-24T12:00:00Z')
const day = 86_400_000
const at = (days: number) => new Date(now + days * day).toISOString()

const healthy: KeyFindingFacts = {
  name: 'billing-export',
  status: 'active',
  created_at: at(-100),
  expires_at: at(90),
  in_default: false,
  owner_gone: false,
  use: 'seen',
}
const of = (change: Partial<KeyFindingFacts>) => keyFindings({ ...healthy, ...change }, now)

test('a key that is used, named, owned and runs out in time has no finding', () => {
  expect(of({})).toEqual([])
})

test('each finding has its own sign', () => {
  expect(of({ owner_gone: true })).toEqual(['owner_gone'])
  expect(of({ expires_at: at(14) })).toEqual(['expires_soon'])
  expect(of({ expires_at: at(14.01) })).toEqual([])
  expect(of({ use: 'not_seen' })).toEqual(['stale'])
  expect(of({ name: 'Test key 3' })).toEqual(['unnamed'])
  expect(of({ in_default: true })).toEqual(['in_default'])
  expect(of({ expires_at: null })).toEqual(['never_expires'])
  expect(of({ created_at: at(-365) })).toEqual(['old'])
  expect(of({ created_at: at(-364.9) })).toEqual([])
})

test('no use seen is no finding while it was not measured, nor of a key younger than the window', () => {
  expect(of({ use: 'not_measured' })).toEqual([])
  expect(of({ use: 'not_seen', created_at: at(-31) })).toEqual([])
  expect(of({ use: 'not_seen', created_at: at(-31.01) })).toEqual(['stale'])
})

test('a key that opens no door has no findings', () => {
  const bad = { owner_gone: true, expires_at: null, use: 'not_seen', name: '', in_default: true } as const
  expect(of({ ...bad, created_at: at(-800) })).toEqual([
    'owner_gone',
    'stale',
    'unnamed',
    'in_default',
    'never_expires',
    'old',
  ])
  for (const status of ['inactive', 'expired', 'archived']) expect(of({ ...bad, status })).toEqual([])
})

test.each(['', '  ', 'key', 'API key', 'apikey-2', 'my_test_key', 'Untitled', 'tmp', '12345', 'New Key (3)'])(
  '%o names nothing',
  (name) => expect(isUnnamed(name)).toBe(true),
)

test.each(['prod-backend', 'test-billing', 'key of the night batch', 'Schlüssel', 'データ', 'ci'])(
  '%o is a name',
  (name) => expect(isUnnamed(name)).toBe(false),
)
