import { expect, test } from 'vitest'
import { day } from './clock.ts'
import { seedWorld } from './seed.ts'

const now = '2026-11-01T09:00:00Z'
const options = { now, keys: 5_000, members: 200, workspaces: 60 }

test('in a large organization some keys were used today, some stopped, many did nothing', () => {
  const startedMs = performance.now()
  const world = seedWorld(options, 0, Date.now)
  const seconds = (performance.now() - startedMs) / 1000
  const last = new Map(world.usage().map((record) => [record.api_key_id, record.time]))
  const idle = [...last.values()].map((time) => Math.floor((Date.parse(now) - time) / day))
  const share = (from: number, to: number) => idle.filter((days) => days >= from && days < to).length / 5_000
  expect(share(0, 2)).toBeGreaterThan(0.1)
  expect(share(20, 31)).toBeGreaterThan(0.02)
  expect(share(31, 60)).toBeGreaterThan(0.02)
  expect(share(0, 60)).toBeLessThan(0.65)
  expect(share(0, 60)).toBeGreaterThan(0.35)
  expect(world.usage().some((record) => record.api_key_id === null && record.workspace_id !== null)).toBe(true)
  expect(world.usage().some((record) => record.api_key_id !== null && record.workspace_id === null)).toBe(true)
  expect(seconds).toBeLessThan(5)
})

test('the same options give the same use', () => {
  const small = { ...options, keys: 100 }
  expect(seedWorld(small, 0, Date.now).usage()).toEqual(seedWorld(small, 0, Date.now).usage())
})
