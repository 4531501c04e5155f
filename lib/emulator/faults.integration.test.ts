import { APIConnectionError } from '@anthropic-ai/sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adminKey, collect, existing, rawHeaders, startSdkWorld } from './sdk-fixture.ts'
import type { SdkWorld } from './sdk-fixture.ts'

let world: SdkWorld

beforeEach(async () => {
  world = await startSdkWorld({ members: 5, workspaces: 2 })
})

afterEach(() => world.close())

function userIds(state: unknown): string[] {
  return (state as { users: { id: string }[] }).users.map((user) => user.id)
}

async function named(name: string) {
  return (await collect(world.sdk.organization.workspaces.list())).filter((workspace) => workspace.name === name)
}

describe('dropped connections', () => {
  test('before: the caller sees a broken connection and nothing happened', async () => {
    await world.door.fault({ match: { method: 'POST' }, drop: 'before' })
    const made = world.sdk.organization.workspaces.create({ name: 'Lost' })
    await expect(made).rejects.toBeInstanceOf(APIConnectionError)
    expect(await named('Lost')).toHaveLength(0)
  })

  test('after: the caller sees the same, but it happened; a blind retry doubles it', async () => {
    await world.door.fault({ match: { method: 'POST' }, drop: 'after' })
    await world.sdk.withOptions({ maxRetries: 1 }).organization.workspaces.create({ name: 'Twice' })
    expect(await named('Twice')).toHaveLength(2)
    const requests = (await world.door.requests()).filter((request) => request.method === 'POST')
    expect(requests.map((request) => request.status)).toEqual([null, 200])
  })
})

describe('spoiled answers', () => {
  test('truncated: the length is promised, half of it comes', async () => {
    await world.door.fault({ match: { path: '/users' }, truncate: true })
    const response = await world.raw('/v1/organizations/users', { headers: rawHeaders })
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100)
    await expect(response.text()).rejects.toThrow()
  })

  test('html: a proxy page instead of JSON', async () => {
    await world.door.fault({ html: true })
    const response = await world.raw('/v1/organizations/me', { headers: rawHeaders })
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8'])
    expect(await response.text()).toContain('<h1>')
  })

  test('no content type: the SDK hands out text', async () => {
    await world.door.fault({ no_content_type: true })
    const answer: unknown = await world.sdk.organization.retrieve()
    expect(typeof answer).toBe('string')
  })

  test('a status with commit: refused in words, done in fact', async () => {
    await world.door.fault({ match: { method: 'POST' }, status: 503, commit: true })
    await expect(world.sdk.organization.workspaces.create({ name: 'Done' })).rejects.toMatchObject({ status: 503 })
    expect(await named('Done')).toHaveLength(1)
  })

  test('a delay: the write stands although the caller gave up', async () => {
    await world.door.fault({ match: { method: 'POST' }, delay_ms: 400 })
    await expect(
      world.sdk.withOptions({ timeout: 100 }).organization.workspaces.create({ name: 'Slow' }),
    ).rejects.toBeInstanceOf(APIConnectionError)
    expect(await named('Slow')).toHaveLength(1)
  })

  test('faults hit what they match, as often as asked, and can be forgotten', async () => {
    await world.door.fault({ match: { method: 'GET', path: '/users*' }, times: 2, status: 500 })
    await world.door.fault({ status: 529 })
    await world.door.remove('/faults')
    await world.door.fault({ match: { path: '/workspaces/{id}/members' }, times: 2, status: 500 })
    const workspace = existing((await world.sdk.organization.workspaces.list()).data[0])
    const list = () => world.sdk.organization.workspaces.members.list(workspace.id)
    await expect(list()).rejects.toMatchObject({ status: 500 })
    await expect(list()).rejects.toMatchObject({ status: 500 })
    expect((await list()).data.length).toBeGreaterThan(0)
  })
})

describe('the organization around the API', () => {
  test('a revoked key is a 401 until it is restored', async () => {
    await world.door.post('/credential', { revoked: true })
    await expect(world.sdk.organization.retrieve()).rejects.toMatchObject({ status: 401 })
    await world.door.post('/credential', { revoked: false })
    expect((await world.sdk.organization.retrieve()).type).toBe('organization')
  })

  test('the quota answers 429 with retry-after, and control calls are free', async () => {
    await world.door.post('/quota', { limit: 3 })
    for (let call = 0; call < 3; call += 1) await world.sdk.organization.retrieve()
    const response = await world.raw('/v1/organizations/me', { headers: rawHeaders })
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(50)
    await world.door.post('/quota', {})
    expect((await world.sdk.organization.retrieve()).type).toBe('organization')
  })

  test('the request log tells what came, and no secret', async () => {
    await world.sdk.organization.workspaces.create({ name: 'Logged', tags: { a: 'b' } })
    const [entry] = await world.door.requests()
    expect(entry).toMatchObject({
      method: 'POST',
      path: '/v1/organizations/workspaces',
      status: 200,
      body: { name: 'Logged', tags: { a: 'b' } },
      headers: { 'anthropic-version': '2026-10-21', 'x-stainless-retry-count': '0' },
    })
    expect(JSON.stringify(entry)).not.toContain(adminKey)
  })

  test('reset brings back the seed', async () => {
    const before = await world.door.get('/world')
    await world.sdk.organization.workspaces.create({ name: 'Gone soon' })
    await world.door.post('/clock', { now: '2031-01-01T00:00:00Z' })
    await world.door.post('/reset')
    const after = await world.door.get('/world')
    expect(userIds(after)).toEqual(userIds(before))
    expect(await named('Gone soon')).toEqual([])
  })

  test('the control door is closed unless asked for, and for strangers', async () => {
    const closed = await startSdkWorld({ members: 3 }, { control: false })
    const answer = await closed.raw('/_emulator/world', { headers: rawHeaders })
    expect(answer.status).toBe(404)
    await closed.close()
    const stranger = await world.raw('/_emulator/world', { headers: { 'x-api-key': 'other' } })
    expect(stranger.status).toBe(401)
  })

  test('a body beyond 1 MiB is a 413', async () => {
    const response = await world.raw('/v1/organizations/workspaces', {
      method: 'POST',
      headers: rawHeaders,
      body: JSON.stringify({ name: 'x'.repeat(2_000_000) }),
    })
    expect(response.status).toBe(413)
  })
})
