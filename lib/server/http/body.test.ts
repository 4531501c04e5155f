import { expect, test } from 'vitest'
import { changeMemberRoleInput } from '#lib/schemas/members.ts'
import { readJsonObject } from './body.ts'

function post(body: BodyInit | null, type: string | null = 'application/json'): Request {
  return new Request('http://127.0.0.1/', {
    method: 'POST',
    body,
    headers: type === null ? {} : { 'content-type': type },
  })
}

test.each<[string, BodyInit, number]>([
  ['an array', '[]', 400],
  ['null', 'null', 400],
  ['a number', '1e400', 400],
  ['trailing data', '{} {}', 400],
  ['a byte order mark', '\uFEFF{}', 400],
  ['a prototype key', '{"__proto__":{"polluted":true}}', 400],
  ['invalid UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 400],
  ['10,000 levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400],
  ['one byte too many', `{"a":"${'x'.repeat(64 * 1024 - 7)}"}`, 413],
])('%s is refused', async (_, body, status) => {
  await expect(readJsonObject(post(body))).rejects.toMatchObject({ status })
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'application/json; charset=latin1',
  '',
])('content type %s is refused', async (type) => {
  await expect(readJsonObject(post('{"a":1}', type))).rejects.toMatchObject({ status: 415 })
})

test('an absent body is an empty object, and a full one arrives whole', async () => {
  expect(await readJsonObject(post(null, null))).toEqual({})
  const body = { a: 'x'.repeat(64 * 1024 - 8) }
  expect(await readJsonObject(post(JSON.stringify(body)))).toEqual(body)
})

test('a constructor key is data, and a strict shape refuses it', async () => {
  const body = await readJsonObject(
    post('{"role":"user","user_id":"user_01AAAAAAAAAAAAAAAAAAAAAA","constructor":{"prototype":{}}}'),
  )
  expect(changeMemberRoleInput.safeParse(body).success).toBe(false)
})
