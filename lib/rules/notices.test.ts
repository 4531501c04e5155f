import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueNotices, keySteps, stepOf, untilWords } from './notices.ts'
import type { NoticeFacts } from './notices.ts'

const day = 86_400_000
const now = Date.parse('2026-11-24T12:00:00Z')
const nothing: NoticeFacts = { keys: [], invites: [], proposals: [], outside: [] }
const inDays = (days: number) => new Date(now + days * day).toISOString()
const key = (id: string, days: number, status = 'active') => ({ id, status, expires_at: inDays(days) })
const steps = (facts: Partial<NoticeFacts>, at = now) =>
  dueNotices({ ...nothing, ...facts }, at).map(({ object, step }) => `${object} ${step}`)

test.each([
  [31, []],
  [30, ['k 30d']],
  [14.1, ['k 30d']],
  [14, ['k 14d']],
  [7.5, ['k 14d']],
  [7, ['k 7d']],
  [5, ['k 7d']],
  [1.01, ['k 7d']],
  [1, ['k 1d']],
  [0.01, ['k 1d']],
  [0, []],
  [-3, []],
])('a key that expires in %d days tells %j', (days, told) => {
  expect(steps({ keys: [key('k', days)] })).toEqual(told)
})

test('keys that are off, over or never end tell nothing', () => {
  const never = { id: 'n', status: 'active', expires_at: null }
  const odd = { id: 'o', status: 'active', expires_at: 'soon' }
  expect(
    steps({ keys: [key('a', 3, 'inactive'), key('b', 3, 'archived'), key('c', 3, 'expired'), never, odd] }),
  ).toEqual([])
})

test('whenever somebody looks, the steps of a key are told in order, and the last one by whoever looks on its last day', () => {
  const looks = fc.array(fc.integer({ min: -2 * day, max: 40 * day }), { minLength: 1, maxLength: 60 })
  const keys = [{ id: 'k', status: 'active', expires_at: inDays(0) }]
  fc.assert(
    fc.property(looks, (moments) => {
      const left = moments.toSorted((a, b) => b - a)
      const told = new Set(left.flatMap((ms) => steps({ keys }, now - ms)))
      const order = ['k 30d', 'k 14d', 'k 7d', 'k 1d']
      expect([...told]).toEqual(order.filter((step) => told.has(step)))
      expect(told.has('k 1d')).toBe(left.some((ms) => ms > 0 && ms <= day))
    }),
  )
})

test('no step is told before it is reached', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 * day }), (left) => {
      const step = stepOf(left, keySteps)
      if (step === null) expect(left).toBeGreaterThan(30 * day)
      else expect(left).toBeLessThanOrEqual(step * day)
    }),
  )
})

test('invites tell three days and one day before their end, while they are pending', () => {
  const invite = (id: string, days: number, status = 'pending') => ({ id, status, expires_at: inDays(days) })
  const invites = [
    invite('a', 4),
    invite('b', 3),
    invite('c', 1.5),
    invite('d', 1),
    invite('e', 2, 'accepted'),
    invite('f', -1),
  ]
  expect(steps({ invites })).toEqual(['d 1d', 'c 3d', 'b 3d'])
})

test('a proposal is told when it is made and once more after a day; one found late only reminds', () => {
  const proposal = { id: 'p', status: 'waiting', created_ms: now, expires_ms: now + 3 * day }
  const at = (ms: number, change = {}) => steps({ proposals: [{ ...proposal, ...change }] }, ms)
  expect(at(now)).toEqual(['p made'])
  expect(at(now + day - 1)).toEqual(['p made'])
  expect(at(now + day)).toEqual(['p reminder'])
  expect(at(now + 3 * day)).toEqual([])
  expect(at(now, { status: 'done' })).toEqual([])
})

test('what is most urgent comes first: changes outside, keys by their end, proposals, invites', () => {
  const facts: NoticeFacts = {
    keys: [key('later', 13), key('sooner', 2)],
    invites: [{ id: 'invite', status: 'pending', expires_at: inDays(1) }],
    proposals: [{ id: 'proposal', status: 'waiting', created_ms: now, expires_ms: now + day }],
    outside: [{ id: 'change', at_ms: now }],
  }
  expect(steps(facts)).toEqual(['change seen', 'sooner 7d', 'later 14d', 'proposal made', 'invite 1d'])
})

test.each([
  [59 * 60_000, 'within the hour'],
  [60 * 60_000, 'in 1 hour'],
  [47.9 * 3_600_000, 'in 47 hours'],
  [2 * day, 'in 2 days'],
  [6.99 * day, 'in 7 days'],
])('%d ms are "%s"', (ms, words) => {
  expect(untilWords(ms)).toBe(words)
})
