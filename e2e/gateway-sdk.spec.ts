import Anthropic, {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  NotFoundError,
  PermissionDeniedError,
} from '@anthropic-ai/sdk'
import { AlreadyMemberError, InviteAlreadyExistsError } from '@anthropic-ai/sdk/resources/organization/invites'
import { CannotRemoveLastMemberError } from '@anthropic-ai/sdk/resources/organization/users'
import Legacy from 'sdk-legacy'
import { adminApiPaths } from '#lib/paths.ts'
import type { PortalRole } from '#lib/schemas/person.ts'
import { expect, test as base } from './fixtures.ts'
import { collect, existing, untilMirrored } from './gateway.ts'

type Clients = {
  /** The official client of one portal role. */
  as: (role: PortalRole) => Anthropic
  legacy: Legacy
}

const roles = ['admin', 'auditor', 'helpdesk', 'workspace_manager'] as const

const test = base.extend<object, { clients: Clients }>({
  clients: [
    async ({ house, emulator }, provide) => {
      const tokens = new Map<PortalRole, string>()
      for (const role of roles) tokens.set(role, await house.token(role))
      const shared = { baseURL: `${house.url}/api`, maxRetries: 0, timeout: 20_000 }
      const token = (role: PortalRole) => existing(tokens.get(role))
      await untilMirrored(house.url, token('admin'), emulator)
      await provide({
        as: (role) => new Anthropic({ ...shared, apiKey: token(role) }),
        legacy: new Legacy({ ...shared, apiKey: token('admin'), authToken: null }),
      })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

test.use({ world: { seed: 11, members: 48, invites: 20, workspaces: 7, keys: 45 } })

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => {
      throw new Error('The call should have failed')
    },
    (error: unknown) => error,
  )
}

test('the organization, and every list in upstream order, seven rows a page', async ({ clients, emulator }) => {
  const { organization } = clients.as('auditor')
  const { organization: expected } = (await emulator.door.get('/world')) as {
    organization: { id: string; name: string }
  }
  expect(await organization.retrieve()).toMatchObject({ ...expected, type: 'organization' })
  expect(await collect(organization.users.list({ limit: 7 }))).toEqual(await emulator.users())
  expect(await collect(organization.invites.list({ limit: 7 }))).toEqual(await emulator.invites())
  const workspaces = await emulator.workspaces()
  const all = { limit: 7, include_archived: true } as const
  expect(await collect(organization.workspaces.list(all))).toEqual(workspaces)
  expect(await collect(organization.apiKeys.list({ limit: 7 }))).toEqual(await emulator.apiKeys())
  const open = workspaces.filter(({ archived_at }) => archived_at === null)
  expect(open.length).toBeGreaterThan(2)
  for (const { id } of open)
    expect(await collect(organization.workspaces.members.list(id, { limit: 7 }))).toEqual(
      await emulator.workspaceMembers(id),
    )
})

test('backwards from the last row by before_id', async ({ clients, emulator }) => {
  const { users, apiKeys } = clients.as('auditor').organization
  const members = await emulator.users()
  const last = existing(members.at(-1))
  const pages: string[][] = []
  for await (const page of (await users.list({ limit: 7, before_id: last.id })).iterPages())
    pages.push(page.data.map(({ id }) => id))
  expect(pages.length).toBe(Math.ceil((members.length - 1) / 7))
  expect(pages.toReversed().flat()).toEqual(members.slice(0, -1).map(({ id }) => id))

  const keys = await emulator.apiKeys()
  const middle = existing(keys[20])
  const before = await apiKeys.list({ limit: 5, before_id: middle.id })
  expect(before.data.map(({ id }) => id)).toEqual(keys.slice(15, 20).map(({ id }) => id))
  expect(before.has_more).toBe(true)
})

test('filters', async ({ clients, emulator }) => {
  const { users, invites, workspaces, apiKeys } = clients.as('auditor').organization
  const members = await emulator.users()
  const somebody = existing(members[9])
  expect(await collect(users.list({ email: somebody.email.toUpperCase() }))).toEqual([somebody])
  expect(await collect(users.list({ roles: ['developer', 'billing'] }))).toEqual(
    members.filter(({ role }) => role === 'developer' || role === 'billing'),
  )
  expect(await collect(invites.list({ statuses: ['pending'] }))).toEqual(
    (await emulator.invites()).filter(({ status }) => status === 'pending'),
  )
  const spaces = await emulator.workspaces()
  expect(await collect(workspaces.list())).toEqual(spaces.filter(({ archived_at }) => archived_at === null))
  const named = spaces.slice(0, 2).map(({ id }) => id)
  expect((await collect(workspaces.list({ ids: named, include_archived: true }))).map(({ id }) => id)).toEqual(named)
  const withDefault = await collect(workspaces.list({ include_default: true }))
  expect(withDefault.filter(({ name }) => name === 'Default')).toHaveLength(1)
  const keys = await emulator.apiKeys()
  expect(await collect(apiKeys.list({ status: 'inactive' }))).toEqual(keys.filter((key) => key.status === 'inactive'))
  const home = existing(keys.find((key) => key.scope.workspace_id === named[0])).scope.workspace_id ?? ''
  expect(await collect(apiKeys.list({ workspace_id: home }))).toEqual(
    keys.filter((key) => key.scope.workspace_id === home),
  )
  const creator = existing(keys.find((key) => key.created_by?.type === 'user')?.created_by).id
  expect(await collect(apiKeys.list({ created_by_user_id: creator }))).toEqual(
    keys.filter((key) => key.created_by?.id === creator),
  )
})

test('one of each kind, as upstream knows it', async ({ clients, emulator }) => {
  const { users, invites, workspaces, apiKeys } = clients.as('auditor').organization
  const [user, invite, key] = [
    existing((await emulator.users())[3]),
    existing((await emulator.invites())[1]),
    existing((await emulator.apiKeys())[5]),
  ]
  const space = existing((await emulator.workspaces()).find(({ archived_at }) => archived_at === null))
  const row = existing((await emulator.workspaceMembers(space.id))[0])
  expect(await users.retrieve(user.id)).toEqual(user)
  expect(await invites.retrieve(invite.id)).toEqual(invite)
  expect(await apiKeys.retrieve(key.id)).toEqual(key)
  expect(await workspaces.retrieve(space.id)).toEqual(space)
  expect(await workspaces.members.retrieve(row.user_id, { workspace_id: space.id })).toEqual(row)
})

test('a member and a key are changed upstream, and read back at once', async ({ clients, emulator }) => {
  const { users, apiKeys } = clients.as('admin').organization
  const member = existing((await emulator.users()).find(({ role }) => role === 'user'))
  expect(await users.update(member.id, { role: 'developer' })).toEqual({ ...member, role: 'developer' })
  expect(await emulator.user(member.id)).toEqual({ ...member, role: 'developer' })
  expect((await users.retrieve(member.id)).role).toBe('developer')

  const key = existing((await emulator.apiKeys()).find(({ status }) => status === 'active'))
  expect((await apiKeys.update(key.id, { status: 'inactive' })).status).toBe('inactive')
  expect((await apiKeys.update(key.id, { name: 'renamed by a script' })).name).toBe('renamed by a script')
  expect(await emulator.apiKey(key.id)).toEqual({ ...key, status: 'inactive', name: 'renamed by a script' })
  expect((await apiKeys.update(key.id, { status: 'archived' })).status).toBe('archived')
  expect((await emulator.apiKey(key.id)).status).toBe('archived')

  const leaver = existing((await emulator.users()).find(({ role }) => role === 'claude_code_user'))
  expect(await users.remove(leaver.id)).toMatchObject({ id: leaver.id, type: 'user_deleted' })
  expect((await emulator.users()).map(({ id }) => id)).not.toContain(leaver.id)
  const page = await users.list({ limit: 3, after_id: leaver.id })
  const [, ...ids] = [leaver.id, ...(await emulator.users()).map(({ id }) => id)]
  expect(ids).toEqual(expect.arrayContaining(page.data.map(({ id }) => id)))
})

test('a workspace is made, renamed, tagged, peopled and archived', async ({ clients, emulator }) => {
  const { workspaces, users } = clients.as('admin').organization
  const made = await workspaces.create({ name: 'Made by a script', tags: { team: 'a' } })
  expect(await emulator.workspace(made.id)).toEqual(made)
  expect((await workspaces.update(made.id, { name: 'Renamed' })).name).toBe('Renamed')
  expect((await workspaces.update(made.id, { tags: { team: null, cost: '42' } })).tags).toEqual({ cost: '42' })
  expect(await emulator.workspace(made.id)).toMatchObject({ name: 'Renamed', tags: { cost: '42' } })

  const { id: user_id } = existing((await users.list({ roles: ['developer'] })).data[0])
  const place = { workspace_id: made.id }
  const { members } = workspaces
  await members.add(made.id, { user_id, workspace_role: 'workspace_user' })
  await members.update(user_id, { ...place, workspace_role: 'workspace_developer' })
  expect(await emulator.workspaceMembers(made.id)).toContainEqual({
    type: 'workspace_member',
    user_id,
    ...place,
    workspace_role: 'workspace_developer',
  })
  expect(await members.retrieve(user_id, place)).toMatchObject({ workspace_role: 'workspace_developer' })
  expect(await members.remove(user_id, place)).toMatchObject({ type: 'workspace_member_deleted', user_id })
  expect((await emulator.workspaceMembers(made.id)).map((row) => row.user_id)).not.toContain(user_id)
  expect((await workspaces.archive(made.id)).archived_at).not.toBeNull()
  expect((await emulator.workspace(made.id)).archived_at).not.toBeNull()
})

test('an invite is sent and deleted', async ({ clients, emulator }) => {
  const { invites } = clients.as('helpdesk').organization
  const invite = await invites.create({ email: 'sent.by.script@example.com', role: 'user' })
  expect(await emulator.invite(invite.id)).toEqual(invite)
  expect(await invites.delete(invite.id)).toMatchObject({ id: invite.id, type: 'invite_deleted' })
  expect((await emulator.invites()).map(({ id }) => id)).not.toContain(invite.id)
})

test('errors are the typed ones, with a request id', async ({ clients, emulator, house }) => {
  const { users, invites } = clients.as('admin').organization
  const members = await emulator.users()
  const pending = existing((await emulator.invites()).find(({ status }) => status === 'pending'))
  const ordinary = existing(members.find(({ role }) => role === 'user'))
  const locked = existing(members.find(({ role }) => role === 'admin'))
  const stranger = new Anthropic({ apiKey: `stw_${'A'.repeat(43)}`, baseURL: `${house.url}/api`, maxRetries: 0 })
  await emulator.door.fault({
    match: { method: 'DELETE', path: adminApiPaths.user(ordinary.id) },
    status: 400,
    error_code: 'cannot_remove_last_member',
  })
  const toAdmin: object = { role: 'admin' }
  const cases: [() => Promise<unknown>, new (...args: never[]) => Error, Record<string, unknown>][] = [
    [() => invites.create({ email: pending.email, role: 'user' }), InviteAlreadyExistsError, { status: 400 }],
    [() => invites.create({ email: ordinary.email, role: 'user' }), AlreadyMemberError, { status: 400 }],
    [() => users.remove(ordinary.id), CannotRemoveLastMemberError, { status: 400 }],
    [() => stranger.organization.retrieve(), AuthenticationError, { status: 401 }],
    [
      () => clients.as('auditor').organization.users.update(ordinary.id, { role: 'developer' }),
      PermissionDeniedError,
      { status: 403, errorCode: 'portal_role_missing' },
    ],
    [() => users.retrieve(`user_${'9'.repeat(24)}`), NotFoundError, { status: 404 }],
    [() => users.retrieve('apikey_0123456789012345'), BadRequestError, { status: 400, errorCode: 'invalid_input' }],
    [() => users.update(ordinary.id, toAdmin as { role: 'user' }), BadRequestError, { status: 400 }],
    [() => users.list({ after_id: `user_${'9'.repeat(24)}` }), BadRequestError, { status: 400 }],
    [() => users.remove(locked.id), ConflictError, { status: 409, errorCode: 'org_role_locked' }],
  ]
  const seen = new Set<string>()
  for (const [call, type, facts] of cases) {
    const error = await failure(call())
    expect(error).toBeInstanceOf(type)
    expect(error).toMatchObject(facts)
    const { requestID } = error as { requestID: string }
    expect(requestID).toMatch(/^req_\w{12,}$/)
    seen.add(requestID)
  }
  expect(seen.size).toBe(cases.length)
  expect(await emulator.user(ordinary.id)).toEqual(ordinary)
})

test('a workspace manager’s token reaches her workspaces only', async ({ clients, emulator, house }) => {
  const { workspaces, apiKeys } = clients.as('workspace_manager').organization
  const managed = house.managed.map(({ id }) => id)
  expect(new Set((await collect(workspaces.list({ limit: 1 }))).map(({ id }) => id))).toEqual(new Set(managed))
  expect((await collect(apiKeys.list({ limit: 3 }))).map(({ id }) => id)).toEqual(
    (await emulator.apiKeys()).filter((key) => managed.includes(key.scope.workspace_id ?? '')).map(({ id }) => id),
  )
})

test('the legacy SDK gets what it gets from upstream', async ({ clients, emulator, house }) => {
  const upstream = new Legacy({ baseURL: house.emulator.url, apiKey: house.emulator.key, authToken: null })
  const keys = await collect(clients.legacy.beta.organization.apiKeys.list({ limit: 7 }))
  expect(keys).toEqual(await collect(upstream.beta.organization.apiKeys.list({ limit: 1000 })))
  expect(keys.filter((key) => key.workspace_id === null).length).toBeGreaterThan(0)
  expect(keys.filter((key) => key.workspace_id !== null).length).toBeGreaterThan(0)
  const changed = existing(keys.find((key) => key.workspace_id === null && key.status === 'active'))
  const { apiKeys } = clients.legacy.beta.organization
  expect(await apiKeys.update(changed.id, { name: 'legacy' })).toEqual({ ...changed, name: 'legacy' })
  expect(await apiKeys.retrieve(changed.id)).toMatchObject({ name: 'legacy', workspace_id: null })
  expect((await emulator.apiKey(changed.id)).name).toBe('legacy')
})
