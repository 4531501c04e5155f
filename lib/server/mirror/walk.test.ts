import { array, assert, asyncProperty, integer } from 'fast-check'
import { expect, test } from 'vitest'
import type { Page } from '#lib/schemas/page.ts'
import { walkList } from './walk.ts'

type Item = { id: string }

/** A list with upstream's cursor rules; deleted ids stay valid cursors, as tombstones. */
function listOf(initial: number[], size: number) {
  let all = initial.map((n) => ({ n, gone: false }))
  let calls = 0
  const page = async (after: string | null): Promise<Page<Item>> => {
    calls += 1
    const start = after === null ? 0 : all.findIndex((item) => String(item.n) === after) + 1
    const living = all.slice(start).filter((item) => !item.gone)
    const data = living.slice(0, size).map((item) => ({ id: String(item.n) }))
    return { data, has_more: living.length > size, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null }
  }
  return {
    page,
    calls: () => calls,
    prepend: (n: number) => {
      all = [{ n, gone: false }, ...all]
    },
    remove: (n: number) => {
      all = all.map((item) => (item.n === n ? { ...item, gone: true } : item))
    },
    living: () => all.filter((item) => !item.gone).map((item) => String(item.n)),
  }
}

const idOf = (item: Item) => item.id
const ignore = async () => undefined

test('a cold walk and a warm walk along old boundaries both see every item, whatever changed in between', async () => {
  await assert(
    asyncProperty(
      integer({ min: 0, max: 60 }),
      integer({ min: 1, max: 9 }),
      array(integer({ min: 0, max: 59 }), { maxLength: 40 }),
      integer({ min: 0, max: 25 }),
      async (count, size, removed, added) => {
        const list = listOf(
          Array.from({ length: count }, (_, n) => n),
          size,
        )
        const cold = await walkList(idOf, list.page, ignore)
        expect(cold.complete).toBe(true)
        expect([...cold.seen].sort()).toEqual(list.living().sort())
        for (const n of removed) list.remove(n)
        for (let n = 0; n < added; n++) list.prepend(1000 + n)
        const warm = await walkList(idOf, list.page, ignore, cold.boundaries)
        expect(warm.complete).toBe(true)
        for (const id of list.living()) expect(warm.seen.has(id)).toBe(true)
        const again = await walkList(idOf, list.page, ignore, warm.boundaries)
        for (const id of list.living()) expect(again.seen.has(id)).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})

test('an unchanged warm list is asked for in one round of as many calls as it has pages', async () => {
  const list = listOf(
    Array.from({ length: 100 }, (_, n) => n),
    10,
  )
  const cold = await walkList(idOf, list.page, ignore)
  expect(list.calls()).toBe(10)
  await walkList(idOf, list.page, ignore, cold.boundaries)
  expect(list.calls()).toBe(20)
})

test.each([
  ['the same last_id for ever', { data: [{ id: 'a' }], has_more: true, first_id: 'a', last_id: 'a' }],
  ['an empty page that promises more', { data: [], has_more: true, first_id: null, last_id: 'a' }],
  ['more without a cursor', { data: [{ id: 'a' }], has_more: true, first_id: 'a', last_id: null }],
])('a list with %s is left incomplete, soon', async (_, page) => {
  let calls = 0
  const found = await walkList(
    idOf,
    async () => {
      calls += 1
      return page
    },
    ignore,
  )
  expect(found.complete).toBe(false)
  expect(calls).toBeLessThan(4)
})
