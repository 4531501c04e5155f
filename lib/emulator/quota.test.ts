import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createQuota } from './quota.ts'

test('no window of a minute ever holds more than the limit', () => {
  const gaps = fc.array(fc.nat(9000), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), gaps, (limit, steps) => {
      const quota = createQuota(limit, 60_000)
      const taken: number[] = []
      let time = 1_000_000
      for (const step of steps) {
        time += step
        if (quota.take(time) === 0) taken.push(time)
      }
      for (const [index, moment] of taken.entries()) {
        const earlier = taken[index - limit]
        if (earlier !== undefined) expect(moment - earlier).toBeGreaterThanOrEqual(60_000)
      }
    }),
  )
})

test('who waits as long as told is let in', () => {
  const quota = createQuota(2, 60_000)
  expect([quota.take(0), quota.take(30_000)]).toEqual([0, 0])
  const wait = quota.take(31_000)
  expect(wait).toBe(29)
  expect(quota.take(31_000 + wait * 1000)).toBe(0)
  expect(quota.take(60_001)).toBe(30)
})

test('0 is no limit, and a new limit holds at once', () => {
  const quota = createQuota(0, 60_000)
  for (let call = 0; call < 500; call += 1) expect(quota.take(call)).toBe(0)
  quota.setLimit(1)
  expect([quota.take(600), quota.take(601) > 0]).toEqual([0, true])
})
