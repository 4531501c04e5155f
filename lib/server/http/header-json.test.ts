import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { headerJson } from './header-json.ts'

test('any text arrives whole through a header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (problem) => {
      const headers = new Headers({ told: headerJson({ problem }) })
      expect(JSON.parse(headers.get('told') ?? '')).toEqual({ problem })
    }),
  )
  expect(headerJson('organization’s \u{1f600}\r\nx: y')).toBe('"organization\\u2019s \\ud83d\\ude00\\r\\nx: y"')
})
