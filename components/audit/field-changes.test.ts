import { assert, jsonValue, property } from 'fast-check'
import { expect, test } from 'vitest'
import { fieldChanges } from './field-changes.ts'

test('changed, added and removed fields are named, equal ones are not', () => {
  const before = { id: 'k', status: 'active', scope: { type: 'workspace', workspace_id: 'w' }, gone: 1 }
  const after = { id: 'k', status: 'inactive', scope: { type: 'workspace', workspace_id: 'w' }, made: true }
  expect(fieldChanges(before, after)).toEqual([
    { field: 'status', before: 'active', after: 'inactive' },
    { field: 'gone', before: '1', after: null },
    { field: 'made', before: null, after: 'true' },
  ])
})

test('a value never differs from itself, and any JSON is taken', () => {
  assert(
    property(jsonValue(), jsonValue(), (one, other) => {
      expect(fieldChanges(one, structuredClone(one))).toEqual([])
      expect(fieldChanges(one, other).every((change) => change.before !== change.after)).toBe(true)
    }),
  )
})
