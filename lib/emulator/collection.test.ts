import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Collection } from './collection.ts'

type Thing = { id: string }

const everything = () => true

function things(times: readonly number[]): { items: Thing[]; collection: Collection<Thing> } {
  const rows = times.map((time, index) => ({ item: { id: `thing${String(index).padStart(4, '0')}` }, time }))
  const collection = new Collection<Thing>()
  collection.load(rows.slice(0, rows.length / 2))
  for (const { item, time } of rows.slice(rows.length / 2)) collection.add(item, time)
  const sorted = rows.toSorted((left, right) => right.time - left.time || (left.item.id < right.item.id ? 1 : -1))
  return { items: sorted.map(({ item }) => item), collection }
}

const timesArbitrary = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 })

test('newest first, equal times by id descending, however objects came in', () => {
  fc.assert(
    fc.property(timesArbitrary, (times) => {
      const { items, collection } = things(times)
      expect(collection.all()).toEqual(items)
    }),
  )
})

test('any interleaving of removals and pages returns every survivor once, and nothing twice', () => {
  const removals = fc.array(fc.array(fc.nat(59), { maxLength: 4 }), { maxLength: 70 })
  fc.assert(
    fc.property(timesArbitrary, fc.integer({ min: 1, max: 9 }), removals, (times, limit, removed) => {
      const { items, collection } = things(times)
      const seen: Thing[] = []
      let after: number | undefined
      for (let step = 0; ; step += 1) {
        const { items: page, hasMore } = collection.slice({ limit, after, matches: everything })
        seen.push(...page)
        const last = page.at(-1)
        if (!hasMore || last === undefined) break
        after = collection.positionOf(last.id)
        for (const index of removed[step] ?? []) collection.remove(items[index]?.id ?? '')
      }
      expect(new Set(seen).size).toBe(seen.length)
      for (const survivor of collection.all()) expect(seen).toContain(survivor)
    }),
  )
})

test('walking back from a cursor is the mirror of walking forth to it', () => {
  const limits = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(timesArbitrary, limits, fc.nat(59), fc.nat(3), (times, limit, start, modulus) => {
      const { items, collection } = things(times)
      const cursor = items[start]
      if (cursor === undefined) return
      const matches = (thing: Thing) => Number(thing.id.slice(-1)) % (modulus + 1) === 0
      const walked: Thing[][] = []
      let before = collection.positionOf(cursor.id)
      for (let more = true; more;) {
        const slice = collection.slice({ limit, before, matches })
        walked.unshift(slice.items)
        const first = slice.items[0]
        more = slice.hasMore && first !== undefined
        if (first !== undefined) before = collection.positionOf(first.id)
      }
      expect(walked.flat()).toEqual(items.slice(0, start).filter(matches))
    }),
  )
})

test('a removed object is gone but keeps its place', () => {
  const { items, collection } = things([1, 2, 3, 4])
  const [, second, ...rest] = items
  collection.remove(second?.id ?? '')
  expect(collection.get(second?.id ?? '')).toBeUndefined()
  expect(collection.size).toBe(3)
  const after = collection.positionOf(second?.id ?? '')
  expect(collection.slice({ limit: 10, after, matches: everything }).items).toEqual(rest)
})
