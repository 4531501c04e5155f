import { expect, test } from 'vitest'
import { keyFindingKinds } from '#lib/rules/key-findings.ts'
import { lastUsedWords, wordsOfFinding } from './key-health-words.ts'

const now = Date.parse('2026-11-24T10:30:00Z')
const seen = (last_used_at: string, last_used_within: 'hour' | 'day') =>
  lastUsedWords({ use: 'seen', last_used_at, last_used_within }, now)

test('the last use is told as exactly as it was measured', () => {
  expect(seen('2026-11-24T10:00:00Z', 'hour')).toBe('Within the hour')
  expect(seen('2026-11-24T09:00:00Z', 'hour')).toBe('1 hour ago')
  expect(seen('2026-11-23T22:00:00Z', 'hour')).toBe('12 hours ago')
  expect(seen('2026-11-23T04:00:00Z', 'hour')).toBe('Yesterday')
  expect(seen('2026-11-24T00:00:00Z', 'day')).toBe('Today')
  expect(seen('2026-11-23T00:00:00Z', 'day')).toBe('Yesterday')
  expect(seen('2026-11-21T00:00:00Z', 'day')).toBe('3 days ago')
})

test('no use is never told as never', () => {
  const none = { last_used_at: null, last_used_within: null }
  expect(lastUsedWords({ use: 'not_seen', ...none }, now)).toBe('No use seen in 31 days')
  expect(lastUsedWords({ use: 'not_measured', ...none }, now)).toBe('Not measured')
})

test('every finding has words of its own, and one from a newer server its name', () => {
  expect(new Set(keyFindingKinds.map((kind) => wordsOfFinding(kind).label)).size).toBe(keyFindingKinds.length)
  expect(wordsOfFinding('toString').label).toBe('toString')
})
