import type { KyselyPlugin } from 'kysely'
import { afterEach, expect, test, vi } from 'vitest'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { createPast } from './past.ts'

afterEach(() => vi.useRealTimers())

/** Counts the queries that run at the same time. */
function watch(): { plugin: KyselyPlugin; most: () => number } {
  let [running, most] = [0, 0]
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      most = Math.max(most, ++running)
      return node
    },
    transformResult: async ({ result }) => {
      running -= 1
      return result
    },
  }
  return { plugin, most: () => most }
}

eachDatabase((_, open) => {
  test('past states are loaded one after the other, and two are kept for five minutes', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const database = await open()
    const { plugin, most } = watch()
    const past = createPast({ ...database, db: database.db.withPlugin(plugin) })
    const longAgo = Date.now() - 86_400_000
    const at = (ms: number) => past(['user'], longAgo + ms)
    const [first, second, third] = [at(1), at(2), at(3)]
    await Promise.all([first, second, third])
    expect(most()).toBe(1)
    expect(at(2)).toBe(second)
    expect(at(3)).toBe(third)
    expect(at(1)).not.toBe(first)
    await at(1)
    vi.advanceTimersByTime(5 * 60_000)
    expect(at(3)).not.toBe(third)
    await at(3)
  })
})
