import { assert, array, jsonValue, property } from 'fast-check'
import { expect, test } from 'vitest'
import { viewText } from './view-text.ts'

test('it is the JSON of the view, the first time and again, also when only the age changed', () => {
  assert(
    property(array(jsonValue()), (rows) => {
      const view = { total: rows.length, synced_at: 'then', rows }
      expect(JSON.parse(viewText(view))).toEqual(JSON.parse(JSON.stringify(view)))
      expect(JSON.parse(viewText({ ...view, synced_at: 'now' }))).toEqual(
        JSON.parse(JSON.stringify({ ...view, synced_at: 'now' })),
      )
    }),
  )
  expect(viewText({ a: 1 })).toBe('{"a":1}')
})
