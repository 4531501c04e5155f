import { expect, test } from 'vitest'
import type { MemberRow } from '#lib/schemas/views.ts'
import { candidatesFor } from './member-candidates.ts'

function member(at: number, name: string): MemberRow {
  const id = `user_${String(at).padStart(24, '0')}`
  const email = `${name.toLowerCase().replace(' ', '.')}@example.com`
  const rest = { role: 'user', added_at: '', workspaces: [], every_workspace: null, active_keys: 0, outliving_keys: 0 }
  return { id, type: 'user', name, email, ...rest }
}

const rows = [member(1, 'Ada Osei'), member(2, 'Ada Kim'), member(3, 'Bo Osei')]
const nobody = new Set<string>()
const free = () => null
const ids = (search: string, without: ReadonlySet<string> = nobody) =>
  candidatesFor(rows, search, without, free).map((one) => one.id)

test('every word must match, in any order', () => {
  expect(ids('osei ada')).toEqual([rows[0]?.id])
  expect(ids('  ')).toEqual([])
})

test('whoever is inside already is not offered, not even by id', () => {
  const inside = new Set([rows[1]?.id ?? ''])
  expect(ids('ada', inside)).toEqual([rows[0]?.id])
  expect(ids(rows[1]?.id ?? '', inside)).toEqual([])
})

test('a whole id names somebody who is not on the list; half of one does not', () => {
  expect(ids('user_01abcdefghijklmnopqrstuv')).toEqual(['user_01abcdefghijklmnopqrstuv'])
  expect(ids('user_01')).toEqual([])
})

test('at most eight are offered, each with its refusal', () => {
  const many = Array.from({ length: 20 }, (_, at) => member(at, `Ada ${at}`))
  const found = candidatesFor(many, 'ada', nobody, (row) => (row.name === 'Ada 0' ? 'No.' : null))
  expect(found).toHaveLength(8)
  expect(found.map((one) => one.refusal)).toEqual(['No.', ...Array.from({ length: 7 }, () => null)])
})
