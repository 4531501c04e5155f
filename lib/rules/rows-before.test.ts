import { expect, test } from 'vitest'
import { rowsBefore } from './rows-before.ts'

test('a removal follows every key before it, anything else only the row it names', () => {
  const rows = ['key.disable', 'invite.revoke', 'key.archive', 'key.disable'].map((action, at) => ({
    n: at + 1,
    action,
  }))
  const followed = (action: string, after: number | null) => rowsBefore({ action, after }, rows).map(({ n }) => n)
  expect(followed('member.remove', 3)).toEqual([1, 3])
  expect(followed('key.archive', 3)).toEqual([3])
  expect(followed('member.remove', null)).toEqual([])
})
