import { expect, test } from 'vitest'
import { nameOfAtMost } from './wanted.ts'

test('a title holds no whole key and no control characters', () => {
  const problemOf = (text: string) => nameOfAtMost(40).safeParse(text).error?.issues[0]?.message
  expect(problemOf(`Rotate sk-ant-${'a'.repeat(20)}`)).toBe('holds what looks like a whole API key')
  expect(problemOf('Two\nlines')).toBe('holds control characters')
  expect(problemOf('x'.repeat(41))).toBe('is longer than 40 characters')
  expect(problemOf('Rotate sk-ant-api03-R2D')).toBeUndefined()
})
