import { expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'
import type { EmulatorOptions } from './emulator.ts'

const key = 'sk-ant-admin01-unit'
const headers = { 'x-api-key': key, 'anthropic-version': '2026-10-21' }

function start(options: Partial<EmulatorOptions> = {}) {
  const emulator = createEmulator({ worlds: [{ key, members: 5 }], ...options })
  return (path: string, init: RequestInit = {}) =>
    emulator.fetch(new Request(`http://emulator${path}`, { headers, ...init }))
}

test.each([
  ['GET', '/world'],
  ['POST', '/reset'],
  ['POST', '/faults'],
  ['GET', '/requests'],
  ['POST', '/users'],
])('%s /_emulator%s does not exist without control', async (method, path) => {
  const response = await start()(`/_emulator${path}`, { method })
  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ error: { type: 'not_found_error' } })
})

test('the quota is per organization and minute, and refused calls cost nothing', async () => {
  let time = 0
  const other = 'sk-ant-admin01-other'
  const call = start({ worlds: [{ key }, { key: other }], quotaPerMinute: 2, realClock: () => time })
  const status = async (secret = key) =>
    (await call('/v1/organizations/me', { headers: { ...headers, 'x-api-key': secret } })).status
  expect([await status(), await status(), await status(), await status(other)]).toEqual([200, 200, 429, 200])
  time = 60_000
  expect(await status()).toBe(200)
})

test('creating invites draws on a bucket of its own', async () => {
  const call = start({ quotaPerMinute: 1 })
  const invite = (email: string) =>
    call('/v1/organizations/invites', { method: 'POST', body: JSON.stringify({ email, role: 'user' }) })
  expect((await call('/v1/organizations/me')).status).toBe(200)
  expect((await invite('a@example.com')).status).toBe(200)
  expect((await invite('b@example.com')).status).toBe(200)
  expect((await call('/v1/organizations/me')).status).toBe(429)
})

test.each([
  ['not json', '{', 'The request body is not valid JSON.'],
  ['no fields', '{}', 'email: Field required'],
  ['a list', '[]', 'body: '],
  ['admin', '{"email":"a@example.com","role":"admin"}', 'role: must be one of user, claude_code_user'],
  ['groups', '{"email":"a@example.com","role":"user","rbac_group_ids":["g"]}', 'rbac_group_ids: '],
])('an invite with %s is refused in plain words', async (_, body, message) => {
  const response = await start()('/v1/organizations/invites', { method: 'POST', body })
  expect(response.status).toBe(400)
  const { error } = (await response.json()) as { error: { message: string } }
  expect(error.message).toContain(message)
})

test('unknown fields are ignored, or refused by the switch', async () => {
  const body = '{"name":"X","colour":"red"}'
  const create = { method: 'POST', body }
  expect((await start()('/v1/organizations/workspaces', create)).status).toBe(200)
  const strict = start({ worlds: [{ key, switches: { refuse_unknown_fields: true } }] })
  const response = await strict('/v1/organizations/workspaces', create)
  expect(await response.json()).toMatchObject({ error: { message: 'colour: Extra inputs are not permitted' } })
})

async function memberRows(listed: boolean): Promise<number> {
  const call = start({ worlds: [{ key, members: 20, switches: { list_inherited_members: listed } }] })
  const made = await call('/v1/organizations/workspaces', { method: 'POST', body: '{"name":"Empty"}' })
  const { id } = (await made.json()) as { id: string }
  const response = await call(`/v1/organizations/workspaces/${id}/members`)
  return ((await response.json()) as { data: unknown[] }).data.length
}

test('inherited members can be hidden by the switch', async () => {
  expect(await memberRows(true)).toBeGreaterThan(0)
  expect(await memberRows(false)).toBe(0)
})

test('two worlds may not share a key', () => {
  expect(() => createEmulator({ worlds: [{ key }, { key }] })).toThrow('Two worlds may not share one admin key')
})
