import { expect, test } from 'vitest'
import { inUse } from './activity.ts'

test('a tab counts as used for a minute after it was touched; opening it is a touch', () => {
  const opened = 1_000_000
  expect(inUse(opened)).toBe(true)
  expect(inUse(opened + 60_000)).toBe(true)
  expect(inUse(opened + 60_001)).toBe(false)
})
