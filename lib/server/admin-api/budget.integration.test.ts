import { expect, test } from 'vitest'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { createBudget } from './budget.ts'
import type { Lane } from './budget.ts'

/** Most calls in any window of a minute, by the times they were let through. */
function busiestMinute(times: readonly number[]): number {
  return Math.max(0, ...times.map((start) => times.filter((at) => at >= start && at < start + 60_000).length))
}

eachDatabase((_, open) => {
  test('two replicas together never let more through than the quota, in any sixty seconds', async () => {
    const database = await open()
    let now = 1_000_000
    const clock = () => now
    const replicas = [createBudget(database, 20, clock), createBudget(database, 20, clock)]
    const passed: number[] = []
    for (let step = 0; step < 160; step++) {
      const wanted = replicas.map((replica) =>
        replica.take('interactive', AbortSignal.timeout(15)).then(
          () => passed.push(now),
          () => undefined,
        ),
      )
      await Promise.all(wanted)
      now += 1_500
    }
    expect(busiestMinute(passed)).toBeLessThanOrEqual(20)
    expect(passed.length).toBeGreaterThan(60)
  })

  test('sync leaves room for people', async () => {
    const database = await open()
    const budget = createBudget(database, 10)
    const tries = async (lane: Lane, times: number) => {
      let passed = 0
      for (let n = 0; n < times; n++)
        await budget.take(lane, AbortSignal.timeout(20)).then(
          () => (passed += 1),
          () => undefined,
        )
      return passed
    }
    expect(await tries('sync', 10)).toBe(6)
    expect(await tries('interactive', 10)).toBe(4)
    expect(await budget.used()).toBe(10)
  })

  test('jobs and sync together leave a fifth of the minute to people, and jobs go before sync', async () => {
    const database = await open()
    let now = 1_000_000
    const budget = createBudget(database, 50, () => now)
    const fill = async (lane: Lane) => {
      let taken = 0
      while ((await budget.roomFor(lane, 1)) === 0) {
        await budget.take(lane)
        taken += 1
        now += 5
      }
      return taken
    }
    // 60 % for sync alone, the rest of the 80 % for a job that comes later; people find the last fifth free.
    expect(await fill('sync')).toBe(30)
    expect(await fill('job')).toBe(10)
    expect(await budget.roomFor('interactive', 10)).toBe(0)
    expect(await fill('interactive')).toBe(10)
    now += 62_000
    // While a job calls, sync keeps to a fifth: 40 is what both may fill together.
    await budget.take('job')
    expect(await fill('sync')).toBe(10)
    expect(await fill('job')).toBe(29)
    expect(await budget.roomFor('interactive', 1)).toBe(0)
    expect(await budget.roomFor('job', 1)).toBeGreaterThan(55_000)
  })

  test('a pause that upstream asked for holds for every replica', async () => {
    const database = await open()
    const [one, other] = [createBudget(database, 100), createBudget(database, 100)]
    await one.pause(60_000)
    await expect(other.take('interactive')).rejects.toMatchObject({ outcome: 'not_executed', code: 'quota_used_up' })
  })
})
