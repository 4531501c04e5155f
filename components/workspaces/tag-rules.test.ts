import { assert, dictionary, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { pairsOf, tagChange, tagProblem } from './tag-rules.ts'

const tags = dictionary(
  string({ minLength: 1, maxLength: 8 }).map((key) => `t${key.trim()}`),
  string({ maxLength: 8 }),
  {
    noNullPrototype: true,
  },
)

test('merging the change as upstream does gives the wanted tags, and nothing is sent when nothing changed', () => {
  assert(
    property(tags, tags, (before, wanted) => {
      const change = tagChange(before, pairsOf(wanted))
      const merged = new Map([...Object.entries(before), ...Object.entries(change)])
      for (const [key, value] of merged) if (value === null) merged.delete(key)
      expect(Object.fromEntries(merged)).toEqual({ ...wanted })
      expect(tagChange(before, pairsOf(before))).toEqual({})
    }),
  )
})

test('empty, reserved and repeated keys are named', () => {
  expect(tagProblem([{ key: ' ', value: 'x' }])).toBe('Every tag needs a key.')
  expect(tagProblem([{ key: 'Anthropic-x', value: '' }])).toContain('reserved')
  expect(
    tagProblem([
      { key: 'a', value: '1' },
      { key: 'a ', value: '2' },
    ]),
  ).toContain('twice')
  expect(tagProblem([{ key: 'team', value: 'ml' }])).toBeNull()
})
