import { array, assert, constantFrom, integer, nat, pre, property, record, string } from 'fast-check'
import { expect, test } from 'vitest'
import { find, findable, fitOf, fits, queryOf } from './rank.ts'
import type { Findable } from './rank.ts'

const ada = findable(['user_01Ada'], ['Ada Lindqvist', 'ada.l@example.com'])
const fitFor = (typed: string) => fitOf(queryOf(typed), ada)

test('exact id before prefix before the start of a word before anything inside', () => {
  expect(fitFor('user_01ada')).toBe(fits.exact)
  expect(fitFor('ADA L')).toBe(fits.prefix)
  expect(fitFor('lindq')).toBe(fits.wordStart)
  expect(fitFor('example')).toBe(fits.wordStart)
  expect(fitFor('ndqv')).toBe(fits.inside)
  expect(fitFor('user_01a')).toBe(fits.inside)
  expect(fitFor('ben')).toBeNull()
})

test('letters within an id find nothing: ids hold any', () => {
  for (const typed of ['user', 'user_01', '01ada', '_']) expect(fitFor(typed)).toBeNull()
})

test('words apart must all be there', () => {
  expect(fitFor('lindqvist ada')).toBe(fits.wordStart)
  expect(fitFor('  ada   xample ')).toBe(fits.inside)
  expect(fitFor('ada ben')).toBeNull()
})

test('the end of a hint names a key, cut or not', () => {
  const key = findable(['apikey_01X', 'sk-ant-api03-abc...WXyz', '...WXyz', 'WXyz'], ['nightly'])
  for (const typed of ['...WXyz', 'wxyz', 'sk-ant-api03-abc...WXyz', 'apikey_01x'])
    expect(fitOf(queryOf(typed), key)).toBe(fits.exact)
  expect(fitOf(queryOf('...WXy0'), key)).toBeNull()
})

const letters = string({ unit: constantFrom('a', 'b', 'c', '.', ' ', '_'), maxLength: 7 })
const somebody = record({ id: letters, texts: array(letters, { minLength: 1, maxLength: 3 }) }).map(({ id, texts }) =>
  findable([id], texts),
)
const lists = array(somebody, { maxLength: 40 })

test('nothing that fits is missed, nothing else is found, the best come first and keep their order', () => {
  assert(
    property(lists, letters, integer({ min: 1, max: 50 }), (list, typed, most) => {
      const query = queryOf(typed)
      const { items, total, best } = find(query, list, most)
      const holds = ({ exact, texts }: Findable, word: string) =>
        exact.includes(word) || texts.some((text) => text.includes(word))
      const fitting = list.filter((one) => holds(one, query.text) || query.words.every((word) => holds(one, word)))
      expect(total).toBe(fitting.length)
      const sorted = fitting.toSorted((one, other) => (fitOf(query, one) ?? 9) - (fitOf(query, other) ?? 9))
      expect(items).toEqual(sorted.slice(0, most))
      expect(best).toBe(sorted[0] === undefined ? null : fitOf(query, sorted[0]))
    }),
  )
})

test('a whole id is always the first', () => {
  assert(
    property(lists, nat(), (list, at) => {
      const one = list[at % Math.max(1, list.length)]
      const id = one?.exact[0]?.trim()
      pre(id !== undefined && id !== '' && queryOf(id).text === one?.exact[0])
      const { items, best } = find(queryOf(id), list, 3)
      expect(best).toBe(fits.exact)
      expect(items[0]?.exact).toContain(id)
    }),
  )
})

test('a key press over 10,000 members and 20,000 keys takes less than 50 ms', () => {
  const member = (at: number) =>
    findable([`user_${at}`], [`Person ${at % 97} Surname ${at}`, `person.${at}@example.com`])
  const key = (at: number) => findable([`apikey_${at}`, `sk-ant-api03-${at}...${at % 9973}`], [`service ${at % 31}`])
  const members = Array.from({ length: 10_000 }, (_, at) => member(at))
  const keys = Array.from({ length: 20_000 }, (_, at) => key(at))
  const times = ['p', 'pe', 'per', 'person 4', 'surname 99', 'e', 'example', 'service 3', 'e e', '...77'].map(
    (typed) => {
      const began = performance.now()
      find(queryOf(typed), members, 6)
      find(queryOf(typed), keys, 6)
      return performance.now() - began
    },
  )
  expect(times.toSorted((a, b) => a - b)[times.length / 2]).toBeLessThan(50)
})
