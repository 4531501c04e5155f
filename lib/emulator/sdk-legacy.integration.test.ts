import { ConflictError, NotFoundError, PermissionDeniedError, RateLimitError } from '@anthropic-ai/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collect, existing, rawHeaders, startSdkWorld } from './sdk-fixture.ts'
import type { SdkWorld } from './sdk-fixture.ts'
import { shapeProblems } from './wire-shapes.ts'

let world: SdkWorld

beforeAll(async () => {
  world = await startSdkWorld({ members: 20, keys: 30 })
})

afterAll(() => world.close())

test('check 20: 2023-06-01 shows workspace_id on keys, 2026-10-21 does not', async () => {
  const old = await collect(world.legacy.beta.organization.apiKeys.list())
  const now = await collect(world.sdk.organization.apiKeys.list())
  for (const key of old) expect(shapeProblems('legacy_api_key', key)).toEqual([])
  for (const key of now) expect(key).not.toHaveProperty('workspace_id')
  expect(old.map((key) => key.id)).toEqual(now.map((key) => key.id))
  const everything = await collect(world.sdk.organization.workspaces.list({ include_default: true }))
  const fallback = existing(everything.find((workspace) => workspace.name === 'Default'))
  for (const key of now) {
    const home = key.scope.type === 'workspace' ? key.scope.workspace_id : fallback.id
    const expected = home === fallback.id ? null : home
    expect(old.find((twin) => twin.id === key.id)).toMatchObject({ workspace_id: expected })
  }
})

test('check 20: 2023-06-01 shows group_type on limits, 2026-10-21 does not', async () => {
  const old = await collect(world.legacy.beta.organization.rateLimits.list())
  const now = await collect(world.sdk.organization.rateLimits.list())
  expect(old).toHaveLength(now.length)
  for (const limit of old) expect(limit).toMatchObject({ group_type: limit.group.type })
  for (const limit of now) expect(limit).not.toHaveProperty('group_type')
})

test('check 22: lists by token stop at next_page null; a page may be empty', async () => {
  const whole = await world.sdk.organization.rateLimits.list()
  expect(whole.next_page).toBeNull()
  const paged = await collect(world.sdk.organization.rateLimits.list({ limit: 3 }))
  expect(paged.map((limit) => limit.id)).toEqual(whole.data.map((limit) => limit.id))
  const plain = existing((await world.sdk.organization.workspaces.list()).data[0])
  const overrides = await world.sdk.organization.workspaces.rateLimits.list(plain.id)
  expect(overrides).toMatchObject({ data: [], next_page: null })
})

test('check 22: the walk goes on through an empty page', async () => {
  const first = await world.sdk.organization.rateLimits.list({ limit: 1 })
  const rest = await collect(world.sdk.organization.rateLimits.list({ page: existing(first.next_page) }))
  const emptyPage = JSON.stringify({ data: [], next_page: first.next_page })
  await world.door.fault({ match: { path: '/rate_limits' }, body: emptyPage })
  const walked = await collect(world.sdk.organization.rateLimits.list())
  expect(walked).toEqual(rest)
  expect(walked.length).toBeGreaterThan(0)
})

test('check 22: a page that is not from this list is a 400', async () => {
  await expect(world.sdk.organization.rateLimits.list({ page: 'page_bm90aGluZw' })).rejects.toMatchObject({
    status: 400,
  })
})

test('workspace limits: set, read back with the source, cleared by null', async () => {
  const { workspaces, rateLimits } = world.sdk.organization
  const workspace = existing((await workspaces.list()).data[0])
  const limit = existing((await rateLimits.list({ group_type: 'batch' })).data[0])
  const set = await workspaces.rateLimits.update(limit.id, {
    workspace_id: workspace.id,
    limits: [{ type: 'requests_per_minute', value: 5 }],
  })
  expect(set.limits).toEqual([
    { type: 'requests_per_minute', value: 5, org_limit: 4000, source: { type: 'workspace' } },
  ])
  const inherited = await collect(workspaces.rateLimits.list(workspace.id, { include_inherited: true }))
  expect(inherited).toHaveLength((await rateLimits.list()).data.length)
  await workspaces.rateLimits.update(limit.id, {
    workspace_id: workspace.id,
    limits: [{ type: 'requests_per_minute', value: null }],
  })
  expect((await workspaces.rateLimits.list(workspace.id)).data).toEqual([])
})

test('check 18: a 429 with retry-after 1 is waited out', async () => {
  const fault = { status: 429, headers: { 'retry-after': '1' }, match: { path: '/me' } }
  await world.door.fault(fault)
  const started = performance.now()
  await world.sdk.withOptions({ maxRetries: 2 }).organization.retrieve()
  expect(performance.now() - started).toBeGreaterThan(900)
})

test('check 18: without retries a 429 throws RateLimitError', async () => {
  await world.door.fault({ status: 429, headers: { 'retry-after': '1' }, match: { path: '/me' } })
  await expect(world.sdk.organization.retrieve()).rejects.toBeInstanceOf(RateLimitError)
})

test('check 19: concurrent_membership_change twice, then success: one call, three requests', async () => {
  const user = existing((await world.sdk.organization.users.list({ roles: ['user'] })).data[0])
  await world.door.remove('/requests')
  await world.door.fault({
    match: { method: 'DELETE', path: '/users/{id}' },
    times: 2,
    status: 409,
    error_code: 'concurrent_membership_change',
    headers: { 'retry-after-ms': '1' },
  })
  const removed = await world.sdk.withOptions({ maxRetries: 2 }).organization.users.remove(user.id)
  expect(removed).toMatchObject({ id: user.id, type: 'user_deleted' })
  const requests = await world.door.requests()
  expect(requests.map((request) => request.status)).toEqual([409, 409, 200])
  expect(requests.map((request) => request.headers['x-stainless-retry-count'])).toEqual(['0', '1', '2'])
})

test('check 26: a beta resource without its header does not exist', async () => {
  const hidden = await world.raw('/v1/organizations/webhooks', { headers: rawHeaders })
  const missing = await world.raw('/v1/organizations/nowhere', { headers: rawHeaders })
  expect([hidden.status, missing.status]).toEqual([404, 404])
  const shown = await collect(world.sdk.beta.organization.webhooks.list())
  expect(shown).toEqual([])
})

test('check 27: service accounts refuse an admin key and answer an OAuth token', async () => {
  await expect(world.sdk.organization.serviceAccounts.list()).rejects.toBeInstanceOf(PermissionDeniedError)
  const before = await collect(world.oauth.organization.serviceAccounts.list())
  const made = await world.oauth.organization.serviceAccounts.create({ name: 'report-writer' })
  const after = await collect(world.oauth.organization.serviceAccounts.list({ limit: 1 }))
  expect(after.map((account) => account.id)).toEqual([made.id, ...before.map((account) => account.id)])
})

test('check 27: a second service account of the same name is a ConflictError', async () => {
  await world.oauth.organization.serviceAccounts.create({ name: 'twin' })
  await expect(world.oauth.organization.serviceAccounts.create({ name: 'twin' })).rejects.toBeInstanceOf(ConflictError)
})

test('an ordinary workspace key is a 403', async () => {
  const response = await world.raw('/v1/organizations/me', {
    headers: { ...rawHeaders, 'x-api-key': `workspace-${rawHeaders['x-api-key']}` },
  })
  expect(response.status).toBe(403)
})

test('an unknown model has no rate limit', async () => {
  await expect(world.sdk.organization.rateLimits.list({ model: 'gone' })).rejects.toBeInstanceOf(NotFoundError)
})
