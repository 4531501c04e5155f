import { createServer } from 'node:http'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openControlDoor } from '#lib/emulator/control-client.ts'
import type { FaultInput } from '#lib/emulator/faults.ts'
import { startEmulatorHost } from '#lib/emulator/host.ts'
import { Secret } from '#lib/server/secret.ts'
import { adminApi } from './admin-api.ts'
import type { Budget } from './budget.ts'
import { createCaller } from './client.ts'
import { createTransport } from './transport.ts'

const key = 'sk-ant-admin01-client-test'
const pauses: number[] = []
const budget: Budget = {
  perMinute: 100,
  take: async () => undefined,
  pause: async (ms) => {
    pauses.push(ms)
  },
  roomFor: async () => 0,
  used: async () => 0,
}

let emulator: Awaited<ReturnType<typeof startEmulatorHost>>
let door: ReturnType<typeof openControlDoor>
beforeAll(async () => {
  emulator = await startEmulatorHost({ worlds: [{ key, members: 30 }], control: true, quotaPerMinute: 0 })
  door = openControlDoor(emulator.url, key)
})
afterAll(() => emulator.close())
afterEach(async () => {
  await door.remove('/faults')
  pauses.length = 0
})

function client(options: { key?: string; url?: string; timeoutMs?: number; maxBytes?: number } = {}) {
  const transport = createTransport({
    origin: new URL(options.url ?? emulator.url),
    key: () => new Secret(options.key ?? key),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
  })
  return adminApi(createCaller({ transport, budget, random: () => 0 }), 'interactive')
}

const create = { method: 'POST', path: '/invites' }
const invite = () => ({ email: `p${Math.random().toString(36).slice(2)}@example.com`, role: 'user' })

test.each<[string, FaultInput, string]>([
  ['a business refusal', { match: create, status: 400, error_code: 'already_member' }, 'refused'],
  ['a missing scope', { match: create, status: 403 }, 'refused'],
  ['an internal error', { match: create, status: 500 }, 'unknown'],
  ['an HTML page', { match: create, html: true }, 'unknown'],
  ['a truncated body', { match: create, truncate: true }, 'unknown'],
  ['an answer that is not an invite', { match: create, body: '[null]' }, 'unknown'],
  ['an empty answer', { match: create, body: '' }, 'unknown'],
  ['a connection dropped before', { match: create, drop: 'before' }, 'unknown'],
  ['a connection dropped after', { match: create, drop: 'after' }, 'unknown'],
])('%s is told as its outcome and never repeated', async (_, fault, outcome) => {
  await door.fault(fault)
  await door.remove('/requests')
  await expect(client().invites.create(invite())).rejects.toMatchObject({ name: 'UpstreamError', outcome })
  expect(await door.requests()).toHaveLength(1)
})

test.each([429, 529])('status %i was not executed, so it is repeated', async (status) => {
  await door.fault({ match: create, status, times: 2, headers: { 'retry-after': '0' } })
  await door.remove('/requests')
  const { value } = await client().invites.create(invite())
  expect(value.status).toBe('pending')
  expect(await door.requests()).toHaveLength(3)
  expect(pauses).toHaveLength(status === 429 ? 2 : 0)
})

test('a membership change in progress elsewhere is waited for', async () => {
  const [member] = (await client().users.list({ limit: 30 })).value.data.filter((user) => user.role === 'user')
  await door.fault({ match: { method: 'DELETE' }, status: 409, error_code: 'concurrent_membership_change', times: 2 })
  expect((await client().users.remove(member?.id ?? '')).value.type).toBe('user_deleted')
})

test('lost answers to reads are asked again', async () => {
  await door.fault({ match: { method: 'GET', path: '/me' }, drop: 'before', times: 2 })
  expect((await client().organization.retrieve()).value.type).toBe('organization')
})

test('time and size are bounded', async () => {
  await door.fault({ match: { path: '/users*' }, delay_ms: 400, times: 9 })
  await expect(client({ timeoutMs: 60 }).users.list({ limit: 5 })).rejects.toThrow('did not answer in time')
  await door.remove('/faults')
  await expect(client({ maxBytes: 200 }).users.list({ limit: 30 })).rejects.toThrow('too much data')
})

test('an answer that is too large is not asked for again: it would be as large', async () => {
  await door.remove('/requests')
  await expect(client({ maxBytes: 200 }).users.list({ limit: 30 })).rejects.toMatchObject({ code: 'answer_too_large' })
  const { requests } = (await door.get('/requests')) as { requests: unknown[] }
  expect(requests).toHaveLength(1)
})

test('nothing listening is told as not executed', async () => {
  const gone = await startEmulatorHost({ worlds: [{ key }] })
  await gone.close()
  await expect(client({ url: gone.url }).organization.retrieve()).rejects.toMatchObject({ outcome: 'not_executed' })
})

test('a redirect is not followed: the key goes to one origin', async () => {
  const elsewhere: (string | null)[] = []
  const thief = createServer((request, response) => {
    elsewhere.push(request.headers.authorization ?? null)
    response.end('{}')
  })
  await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve))
  const address = thief.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await door.fault({
    match: { path: '/me' },
    status: 307,
    headers: { location: `http://127.0.0.1:${port}/` },
    times: 9,
  })
  await expect(client().organization.retrieve()).rejects.toMatchObject({ name: 'UpstreamError' })
  thief.close()
  expect(elsewhere).toEqual([])
})

test('ids that do not match their kind never reach a URL', () => {
  for (const id of [
    '..',
    '.',
    '%2e%2e',
    '..%2f..%2fapi_keys',
    'a/b',
    'user_/../me',
    '',
    'apikey_01Rj2N8SVvo6BePZj99NhmiT',
    `user_${'a'.repeat(300)}`,
  ])
    expect(() => client().users.retrieve(id)).toThrow('Not a user id')
})

test('an upstream that quotes the credential does not publish it', async () => {
  await door.fault({ match: { path: '/me' }, status: 403, message: `The key ${key} lacks a scope.` })
  await expect(client().organization.retrieve()).rejects.toMatchObject({ message: 'The key [secret] lacks a scope.' })
})

test('a refused credential says 401 and no error holds the key', async () => {
  const wrong = 'sk-ant-admin01-someone-else'
  const error: unknown = await client({ key: wrong })
    .organization.retrieve()
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ name: 'UpstreamError', outcome: 'refused' })
  expect(inspect(error, { depth: 9 })).not.toContain(wrong)
})
