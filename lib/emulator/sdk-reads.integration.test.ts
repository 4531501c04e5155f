import { AuthenticationError, NotFoundError } from '@anthropic-ai/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminKey, collect, existing, rawHeaders, startSdkWorld } from './sdk-fixture.ts'
import type { SdkWorld } from './sdk-fixture.ts'
import { shapeProblems } from './wire-shapes.ts'

let world: SdkWorld

beforeAll(async () => {
  world = await startSdkWorld({ members: 60, invites: 20, workspaces: 8, keys: 60 })
})

afterAll(() => world.close())

describe('credentials and versions', () => {
  test('check 1: both dialects authenticate', async () => {
    const bearer = await world.sdk.organization.retrieve()
    const apiKey = await world.legacy.beta.organization.retrieve()
    expect(apiKey).toMatchObject({ id: bearer.id, type: 'organization', name: 'Example Industries' })
  })

  test('check 1: a bad key is an AuthenticationError with envelope and request id', async () => {
    const error: unknown = await world.sdk
      .withOptions({ apiKey: 'sk-ant-admin01-wrong' })
      .organization.retrieve()
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AuthenticationError)
    expect(error).toMatchObject({ status: 401, type: 'authentication_error' })
    expect(shapeProblems('error', (error as AuthenticationError).error)).toEqual([])
    expect((error as AuthenticationError).error).toMatchObject({ request_id: (error as AuthenticationError).requestID })
    expect((error as AuthenticationError).headers.get('anthropic-organization-id')).toBeNull()
  })

  test('check 1: two different credentials at once are refused, the same one twice is not', async () => {
    const twice = { ...rawHeaders, authorization: `Bearer ${adminKey}` }
    expect((await world.raw('/v1/organizations/me', { headers: twice })).status).toBe(200)
    const mixed = { ...rawHeaders, authorization: 'Bearer other' }
    expect((await world.raw('/v1/organizations/me', { headers: mixed })).status).toBe(401)
  })

  test('check 2: a missing anthropic-version is a 400, also before the credential is looked at', async () => {
    for (const key of [adminKey, 'wrong']) {
      const response = await world.raw('/v1/organizations/me', { headers: { 'x-api-key': key } })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({
        error: { type: 'invalid_request_error', message: 'anthropic-version: header is required' },
      })
    }
  })

  test('check 25: every response has a request-id; errors repeat it', async () => {
    const paths = ['me', 'users', 'users/user_unknown', 'nothing', 'api_keys?limit=0', 'service_accounts']
    for (const path of paths) {
      const response = await world.raw(`/v1/organizations/${path}`, { headers: rawHeaders })
      const requestId = response.headers.get('request-id')
      expect(requestId).toMatch(/^req_01\w{22}$/)
      expect(response.headers.get('content-type')).toBe('application/json')
      const body: unknown = await response.json()
      if (response.status === 200) continue
      expect(shapeProblems('error', body)).toEqual([])
      expect(body).toMatchObject({ request_id: requestId })
    }
  })

  test('an unknown verb on a known path is a 405', async () => {
    const response = await world.raw('/v1/organizations/users', { method: 'PUT', headers: rawHeaders })
    expect(response.status).toBe(405)
  })
})

describe('lists', () => {
  test('check 3: limit 7 yields every user once, newest first', async () => {
    const users = await collect(world.sdk.organization.users.list({ limit: 7 }))
    expect(users).toHaveLength(60)
    expect(new Set(users.map((user) => user.id)).size).toBe(60)
    const times = users.map((user) => Date.parse(user.added_at))
    expect(times).toEqual(times.toSorted((left, right) => right - left))
  })

  test('check 4: before_id walks back to the first item, order inside pages unchanged', async () => {
    const users = await collect(world.sdk.organization.users.list({ limit: 1000 }))
    const last = existing(users.at(-1))
    const pages: string[][] = []
    let page = await world.sdk.organization.users.list({ limit: 7, before_id: last.id })
    for (;;) {
      pages.unshift(page.data.map((user) => user.id))
      if (!page.hasNextPage()) break
      page = await page.getNextPage()
    }
    expect(pages.flat()).toEqual(users.slice(0, -1).map((user) => user.id))
  })

  test('check 5: members of a workspace page by user id', async () => {
    const workspace = existing((await world.sdk.organization.workspaces.list()).data[0])
    const members = await collect(world.sdk.organization.workspaces.members.list(workspace.id, { limit: 2 }))
    const whole = await world.sdk.organization.workspaces.members.list(workspace.id, { limit: 1000 })
    expect(members.map((member) => member.user_id)).toEqual(whole.data.map((member) => member.user_id))
    expect(whole.last_id).toBe(members.at(-1)?.user_id)
    expect(members.length).toBeGreaterThan(4)
  })

  test('check 6: roles, statuses, ids and email filter', async () => {
    const { users, invites, workspaces } = world.sdk.organization
    const all = await collect(users.list())
    const chosen = await collect(users.list({ roles: ['billing', 'admin'], limit: 1 }))
    expect(chosen.map((user) => user.id)).toEqual(
      all.filter((user) => ['billing', 'admin'].includes(user.role)).map((user) => user.id),
    )
    const statuses = (await collect(invites.list({ statuses: ['expired', 'accepted'] }))).map((invite) => invite.status)
    expect(new Set(statuses)).toEqual(new Set(['expired', 'accepted']))
    const listed = (await workspaces.list()).data.slice(1, 3)
    const byIds = await workspaces.list({ ids: [...listed.map((workspace) => workspace.id), 'wrkspc_unknown'] })
    expect(byIds.data).toEqual(listed)
    const tagged = existing(all.find((user) => user.email.includes('+')))
    for (const email of [
      tagged.email.toUpperCase(),
      tagged.email.replace(/\+[^@]*/, ''),
      tagged.email.replace('+', '+x'),
    ]) {
      expect((await users.list({ email })).data.map((user) => user.id)).toEqual([tagged.id])
    }
    expect((await users.list({ email: tagged.email.slice(3) })).data).toEqual([])
  })

  test('check 7: a null filter, sent as an empty one, lists all', async () => {
    const keys = await collect(world.sdk.organization.apiKeys.list({ status: null, limit: 1000 }))
    expect(keys).toHaveLength(60)
    const requests = await world.door.requests()
    expect(requests.at(-1)?.query).toContain('status=')
  })

  test('check 17: include_default adds exactly one row named Default', async () => {
    const { workspaces } = world.sdk.organization
    const plain = await collect(workspaces.list({ limit: 3 }))
    const more = await collect(workspaces.list({ limit: 3, include_default: true }))
    const added = more.filter((workspace) => !plain.some((known) => known.id === workspace.id))
    expect(added.map((workspace) => workspace.name)).toEqual(['Default'])
    expect((await workspaces.retrieve(existing(added[0]).id)).name).toBe('Default')
  })

  test('check 21: unknown and foreign ids are 404 with one form of message', async () => {
    await world.door.post('/worlds', { key: 'sk-ant-admin01-neighbour', members: 3, seed: 2 })
    const neighbour = world.sdk.withOptions({ apiKey: 'sk-ant-admin01-neighbour' })
    const foreign = existing((await neighbour.organization.workspaces.list()).data[0])
    for (const id of [foreign.id, 'wrkspc_01unknown']) {
      const error: unknown = await world.sdk.organization.workspaces.retrieve(id).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(NotFoundError)
      expect(error).toMatchObject({ apiMessage: `Workspace \`${id}\` not found.` })
    }
    await expect(world.sdk.organization.users.retrieve('a/b')).rejects.toMatchObject({
      apiMessage: 'User `a/b` not found.',
    })
  })

  test.each([
    'limit=0',
    'limit=1001',
    'limit=abc',
    'limit=1.5',
    'after_id=user_foreign',
    'before_id=x',
    'roles[]=owner',
  ])('users?%s is a 400', async (query) => {
    const response = await world.raw(`/v1/organizations/users?${query}`, { headers: rawHeaders })
    expect(response.status).toBe(400)
  })

  test('an unknown parameter, and a filter without its brackets, are ignored', async () => {
    const response = await world.raw('/v1/organizations/users?roles=admin&sort=name&limit=1000', {
      headers: rawHeaders,
    })
    expect(((await response.json()) as { data: unknown[] }).data).toHaveLength(60)
  })
})

describe('shapes', () => {
  test('every object has the fields of section 8 and no others', async () => {
    const { users, invites, workspaces, apiKeys } = world.sdk.organization
    const found = await collect(workspaces.list({ include_archived: true, include_default: true }))
    for (const user of await collect(users.list())) expect(shapeProblems('user', user)).toEqual([])
    for (const invite of await collect(invites.list())) expect(shapeProblems('invite', invite)).toEqual([])
    for (const key of await collect(apiKeys.list())) expect(shapeProblems('api_key', key)).toEqual([])
    for (const workspace of found) {
      expect(shapeProblems('workspace', workspace)).toEqual([])
      for (const member of await collect(workspaces.members.list(workspace.id))) {
        expect(shapeProblems('workspace_member', member)).toEqual([])
      }
    }
  })
})
