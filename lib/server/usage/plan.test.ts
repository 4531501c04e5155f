import { expect, test } from 'vitest'
import { coverage } from './coverage.ts'
import { dayMs, endOf, hourMs, lastDays, monthDays, startOf, windowDays } from './days.ts'
import { nextStretch } from './plan.ts'
import type { ReportPlan } from './plan.ts'

const now = Date.parse('2026-11-24T10:00:00Z')
const plan: ReportPlan = { report: 'messages', days: 31, atOnce: 7, settleMs: 2 * hourMs }
const fresh = 10 * 60_000
const readAt = (days: readonly string[], ms: (day: string) => number) =>
  days.map((day) => ({ day, measured_ms: ms(day) }))
const settled = (day: string) => Math.min(now, endOf(day) + 3 * hourMs)

test('the newest days come first, as many as one call takes, then the older ones', () => {
  expect(nextStretch(plan, [], now, fresh)).toMatchObject({ from: '2026-11-18', until: '2026-11-25' })
  const read = readAt(lastDays(7, now), settled)
  expect(nextStretch(plan, read, now, fresh)).toMatchObject({ from: '2026-11-11', until: '2026-11-18' })
  expect(nextStretch(plan, read, now, fresh, 1)?.days).toEqual(['2026-11-17'])
  expect(nextStretch(plan, readAt(windowDays(now), settled), now, fresh)).toBeNull()
})

test('today is read again once it is no more fresh, a past day until it had settled', () => {
  const all = windowDays(now)
  const old = readAt(all, (day) => (day === '2026-11-24' ? now - fresh : settled(day)))
  expect(nextStretch(plan, old, now, fresh)?.days).toEqual(['2026-11-24'])
  const early = readAt(all, (day) => (day === '2026-11-23' ? endOf(day) + hourMs : settled(day)))
  expect(nextStretch(plan, early, now, fresh)?.days).toEqual(['2026-11-23'])
})

test('a hole is filled alone', () => {
  const holed = readAt(windowDays(now), settled).filter(({ day }) => day !== '2026-11-10' && day !== '2026-11-09')
  expect(nextStretch(plan, holed, now, fresh)).toMatchObject({ from: '2026-11-09', until: '2026-11-11' })
})

test('a window is read up to the first gap, and counts as whole while that is about a day old at most', () => {
  const days = windowDays(now)
  const all = new Map(readAt(days, settled).map((row) => [row.day, row]))
  const until = (map: typeof all) => coverage(days, map, null, now)
  expect(until(all)).toEqual({ measured_until: '2026-11-24T10:00:00.000Z', complete: true, problem: null })
  expect(until(new Map())).toEqual({ measured_until: null, complete: false, problem: null })
  const gap = new Map([...all].filter(([day]) => day !== '2026-11-01'))
  expect(until(gap)).toMatchObject({ measured_until: '2026-11-01T00:00:00.000Z', complete: false })
  const yesterday = new Map([...all].filter(([day]) => day < '2026-11-23'))
  expect(until(yesterday)).toMatchObject({ measured_until: '2026-11-23T00:00:00.000Z', complete: false })
  const readAtMs = (ms: number) => new Map([...yesterday, ['2026-11-23', { day: '2026-11-23', measured_ms: ms }]])
  // That is how often it is read when nobody looks.
  expect(until(readAtMs(now - dayMs))).toMatchObject({ measured_until: '2026-11-23T10:00:00.000Z', complete: true })
  expect(until(readAtMs(now - dayMs - 3 * hourMs)).complete).toBe(false)
  const half = new Map([...all, ['2026-11-20', { day: '2026-11-20', measured_ms: startOf('2026-11-20') + dayMs / 2 }]])
  expect(until(half)).toMatchObject({ measured_until: '2026-11-20T12:00:00.000Z', complete: false })
})

test('a month to date lies within the window on every day of a year', () => {
  for (let at = Date.parse('2026-01-01T12:00:00Z'); at < Date.parse('2027-01-01T00:00:00Z'); at += dayMs) {
    const date = new Date(at)
    expect(monthDays(at).length).toBe(date.getUTCDate())
  }
})
