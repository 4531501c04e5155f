import { adminApiPaths, gatewayPath, pagePaths, portalPaths } from '#lib/paths.ts'
import { orgRolesWithEveryWorkspace } from '#lib/schemas/roles.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { PortalRole } from '#lib/schemas/person.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import { expect, test as base } from './fixtures.ts'
import { existing, untilMirrored } from './gateway.ts'
import { cookieHeader, ownPageHeaders, rawRequest } from './raw-request.ts'

type Answer = { status: number; text: string }
type Actor = (method: string, target: string, body?: unknown) => Promise<Answer>
type Ground = {
  /** The same person by both doors: a portal token, a browser session. */
  actors: (role: PortalRole) => Promise<{ via: string; act: Actor }[]>
  mine: Workspace
  foreign: Workspace
  keys: ApiKey[]
  members: Member[]
  managed: readonly string[]
}

const test = base.extend<object, { ground: Ground }>({
  ground: [
    async ({ house, emulator, sessions }, provide) => {
      await untilMirrored(house.url, await house.token('admin'), emulator)
      const managed = house.managed.map(({ id }) => id)
      const spaces = await emulator.workspaces()
      const keys = await emulator.apiKeys()
      const hasKey = ({ id }: Workspace) => keys.some((key) => key.scope.workspace_id === id && key.status === 'active')
      await provide({
        actors: async (role) => {
          const token = { authorization: `Bearer ${await house.token(role)}`, 'anthropic-version': '2026-10-21' }
          const session = { cookie: cookieHeader(await sessions(role)), ...ownPageHeaders(house.url) }
          return [
            { via: 'token', act: actor(house.url, token) },
            { via: 'session', act: actor(house.url, session) },
          ]
        },
        mine: existing(spaces.find((space) => managed.includes(space.id) && hasKey(space))),
        foreign: existing(
          spaces.find((space) => !managed.includes(space.id) && space.archived_at === null && hasKey(space)),
        ),
        keys,
        members: await emulator.users(),
        managed,
      })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

function actor(url: string, headers: Record<string, string>): Actor {
  return async (method, target, body) =>
    rawRequest(url, target, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

test.use({ world: { seed: 23, members: 50, invites: 10, workspaces: 8, keys: 80 } })

let writes: () => Promise<string[]>
test.beforeEach(async ({ emulator }) => {
  await emulator.door.remove('/requests')
  writes = async () =>
    (await emulator.door.requests())
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`)
})

const pages = (['overview', 'members', 'workspaces', 'access', 'keys', 'audit', 'invites', 'settings'] as const).map(
  (name) => pagePaths[name](),
)

/** The answer without what differs from request to request, so that two refusals can be compared. */
function plain({ status, text }: Answer, ...ids: string[]): string {
  return ids.reduce((told, id) => told.replaceAll(id, 'ID'), `${status} ${text}`).replaceAll(/req_\w+/g, 'REQ')
}

const at = (path: string) => gatewayPath(path)

test('35: what is foreign reads as what is missing, in reads and in changes', async ({ ground }) => {
  const { foreign, keys, members } = ground
  const key = existing(keys.find((candidate) => candidate.scope.workspace_id === foreign.id)).id
  const user = existing(members.find(({ role }) => role === 'user')).id
  const gone = { key: 'apikey_01AAAAAAAAAAAAAAAAAAAAAA', space: 'wrkspc_01AAAAAAAAAAAAAAAAAAAAAA' }
  const pairs: [string, string, string, unknown?][] = [
    ['GET', at(adminApiPaths.apiKey(key)), at(adminApiPaths.apiKey(gone.key))],
    ['POST', at(adminApiPaths.apiKey(key)), at(adminApiPaths.apiKey(gone.key)), { status: 'inactive' }],
    ['POST', at(adminApiPaths.apiKey(key)), at(adminApiPaths.apiKey(gone.key)), {}],
    ['GET', at(adminApiPaths.workspace(foreign.id)), at(adminApiPaths.workspace(gone.space))],
    ['POST', at(adminApiPaths.workspace(foreign.id)), at(adminApiPaths.workspace(gone.space)), { name: 'Mine' }],
    ['GET', at(adminApiPaths.workspaceMembers(foreign.id)), at(adminApiPaths.workspaceMembers(gone.space))],
    [
      'DELETE',
      at(adminApiPaths.workspaceMember(foreign.id, user)),
      at(adminApiPaths.workspaceMember(gone.space, user)),
    ],
    ['GET', portalPaths.workspace(foreign.id), portalPaths.workspace(gone.space)],
    ['GET', portalPaths.keyAccess(key), portalPaths.keyAccess(gone.key)],
    [
      'POST',
      at(adminApiPaths.workspaceMembers(foreign.id)),
      at(adminApiPaths.workspaceMembers(gone.space)),
      { user_id: user, workspace_role: 'workspace_user' },
    ],
  ]
  for (const { via, act } of await ground.actors('workspace_manager')) {
    for (const [method, hidden, missing, body] of pairs) {
      const told = await act(method, hidden, body)
      expect({ via, method, hidden, status: told.status }).toEqual({ via, method, hidden, status: 404 })
      const ids = [key, foreign.id, gone.key, gone.space]
      expect(plain(told, ...ids)).toBe(plain(await act(method, missing, body), ...ids))
    }
    expect((await act('POST', at(adminApiPaths.archiveWorkspace(foreign.id)))).status).toBe(403)
  }
  expect(await writes()).toEqual([])
})

test('36, 37: the object’s own workspace decides, and no workspace is nobody’s', async ({ ground, emulator }) => {
  const { foreign, mine, keys } = ground
  const foreignKey = existing(keys.find((key) => key.scope.workspace_id === foreign.id)).id
  const { default_workspace_id } = (await emulator.door.get('/world')) as { default_workspace_id: string }
  const homeless = [
    keys.find((key) => key.scope.workspace_id === default_workspace_id),
    keys.find((key) => key.scope.type === 'organization'),
  ].flatMap((key) => (key === undefined ? [] : [key.id]))
  expect(homeless.length).toBeGreaterThan(0)
  for (const { act } of await ground.actors('workspace_manager')) {
    const target = at(adminApiPaths.apiKey(foreignKey))
    const claimed = { status: 'inactive', workspace_id: mine.id }
    expect((await act('POST', target, claimed)).status).toBe(400)
    expect((await act('POST', `${target}?workspace_id=${mine.id}`, { status: 'inactive' })).status).toBe(404)
    const scoped = { status: 'inactive', scope: { type: 'workspace', workspace_id: mine.id } }
    expect((await act('POST', target, scoped)).status).toBe(400)
    for (const id of homeless) {
      expect((await act('GET', at(adminApiPaths.apiKey(id)))).status).toBe(404)
      expect((await act('POST', at(adminApiPaths.apiKey(id)), { name: 'Mine now' })).status).toBe(404)
    }
  }
  expect(await writes()).toEqual([])
})

test('38: no filter widens a manager’s lists', async ({ ground }) => {
  const { foreign, mine, keys, managed } = ground
  const elsewhere = keys.filter((key) => !managed.includes(key.scope.workspace_id ?? '')).map(({ id }) => id)
  const queries = [
    '',
    `workspace_id=${foreign.id}`,
    `workspace_id[]=${mine.id}&workspace_id[]=${foreign.id}`,
    `workspace_id=${mine.id}&workspace_id=${foreign.id}`,
    `ids[]=${foreign.id}&ids[]=${mine.id}`,
    `include_archived=true&include_default=true`,
    `after_id=${elsewhere[0]}`,
  ]
  const lists = [adminApiPaths.apiKeys(), adminApiPaths.users(), adminApiPaths.workspaces()]
  for (const { act } of await ground.actors('workspace_manager')) {
    for (const list of lists) {
      for (const query of queries) {
        const { status, text } = await act('GET', `${at(list)}?limit=1000&${query}`)
        expect([200, 400]).toContain(status)
        if (status === 400) continue
        expect(text, `${list}?${query}`).not.toContain(foreign.id)
        for (const id of elsewhere) expect(text).not.toContain(id)
      }
    }
    expect((await act('GET', at(adminApiPaths.invites()))).status).toBe(403)
  }
})

test('40: nothing a manager can ask for names another workspace', async ({ ground, emulator }) => {
  const { foreign, keys, members, managed } = ground
  const [admin] = await ground.actors('admin')
  const foreignKey = existing(keys.find((key) => key.scope.workspace_id === foreign.id && key.status === 'active'))
  await existing(admin).act('POST', at(adminApiPaths.apiKey(foreignKey.id)), { name: 'named-in-the-audit-log' })
  const insiders = new Set<string>()
  for (const id of managed) for (const row of await emulator.workspaceMembers(id)) insiders.add(row.user_id)
  const outsiders = members.filter(({ id, role }) => !insiders.has(id) && !orgRolesWithEveryWorkspace.includes(role))
  const creators = new Set(
    keys.flatMap((key) =>
      managed.includes(key.scope.workspace_id ?? '') && key.created_by ? [key.created_by.id] : [],
    ),
  )
  const secrets = [
    'named-in-the-audit-log',
    ...(await emulator.workspaces()).flatMap(({ id }) => (managed.includes(id) ? [] : [id])),
    ...keys.flatMap(({ id, scope }) => (managed.includes(scope.workspace_id ?? '') ? [] : [id])),
    ...outsiders.flatMap(({ id, email }) => (creators.has(id) ? [] : [email])),
    ...(await emulator.invites()).map(({ id }) => id),
  ]
  const views = [
    portalPaths.overview(),
    portalPaths.shell(),
    portalPaths.members(),
    portalPaths.workspaces(),
    portalPaths.access(),
    portalPaths.keys(),
    portalPaths.audit(),
    portalPaths.invites(),
    portalPaths.settings(),
    ...managed.map((id) => portalPaths.workspace(id)),
    ...[...insiders].slice(0, 5).map((id) => portalPaths.member(id)),
    ...pages,
    `${pagePaths.members()}?q=${outsiders[0]?.email.split('@')[0]}`,
  ]
  for (const { via, act } of await ground.actors('workspace_manager')) {
    for (const view of views) {
      const { status, text } = await act('GET', view)
      expect(status).toBeLessThan(500)
      expect({ via, view, told: secrets.filter((secret) => text.includes(secret)) }).toEqual({ via, view, told: [] })
    }
    const outsider = existing(outsiders[0])
    expect((await act('GET', portalPaths.member(outsider.id))).status).not.toBe(200)
    expect((await act('GET', at(adminApiPaths.user(outsider.id)))).status).toBe(404)
  }
})

test('41, 45: nobody changes their own access, and nobody gives more than their ceiling', async ({
  ground,
  emulator,
  readAnew,
}) => {
  const { mine, foreign, members } = ground
  const emails = {
    helpdesk: 'henry.helpdesk@example.com',
    workspace_manager: 'wanda.manager@example.com',
    admin: 'ada.admin@example.com',
  } as const
  const self = new Map<string, string>()
  for (const [role, email] of Object.entries(emails)) {
    const made = (await emulator.door.post('/users', {
      email: email.toUpperCase(),
      name: role,
      role: 'user',
    })) as Member
    await emulator.door.post(`/workspaces/${mine.id}/members`, { user_id: made.id, workspace_role: 'workspace_user' })
    self.set(role, made.id)
  }
  await readAnew()
  await emulator.door.remove('/requests')
  const other = existing(members.find(({ role }) => role === 'user')).id
  const session = async (role: PortalRole) =>
    existing((await ground.actors(role)).find(({ via }) => via === 'session')).act
  for (const role of ['helpdesk', 'workspace_manager', 'admin'] as const) {
    const act = await session(role)
    const id = existing(self.get(role))
    const row = at(adminApiPaths.workspaceMember(mine.id, id))
    expect((await act('POST', at(adminApiPaths.user(id)), { role: 'developer' })).status).toBe(403)
    expect((await act('POST', row, { workspace_role: 'workspace_admin' })).status).toBe(403)
    expect((await act('DELETE', row)).status).toBe(403)
    expect((await act('DELETE', at(adminApiPaths.user(id)))).status).toBe(403)
    const rows = at(adminApiPaths.workspaceMembers(foreign.id))
    const added = await act('POST', rows, { user_id: id, workspace_role: 'workspace_admin' })
    expect([403, 404]).toContain(added.status)
  }
  const add = { user_id: other, workspace_role: 'workspace_admin' }
  for (const { act } of await ground.actors('helpdesk'))
    expect((await act('POST', at(adminApiPaths.workspaceMembers(mine.id)), add)).status).toBe(403)
  expect(await writes()).toEqual([])
  for (const [index, { act }] of (await ground.actors('workspace_manager')).entries()) {
    const billed = { user_id: other, workspace_role: 'workspace_billing' }
    expect((await act('POST', at(adminApiPaths.workspaceMembers(mine.id)), billed)).status).toBe(400)
    const target =
      index === 0 ? add : { ...add, user_id: existing(members.filter(({ role }) => role === 'user')[1]).id }
    expect((await act('POST', at(adminApiPaths.workspaceMembers(mine.id)), target)).status).toBe(200)
  }
})

test('42, 43: helpdesk invites and touches only up to its ceiling', async ({ ground }) => {
  const { members } = ground
  const billing = existing(members.find(({ role }) => role === 'billing'))
  const roles: unknown[] = ['billing', 'admin', 'owner', 'primary_owner', 'membership_admin', 'managed', 'unknown']
  const odd: unknown[] = ['User', ' user', 'user ', ['user'], { role: 'user' }, null, '', 'user,admin', 0]
  for (const { via, act } of await ground.actors('helpdesk')) {
    for (const role of [...roles, ...odd]) {
      const { status } = await act('POST', at(adminApiPaths.invites()), { email: 'ceiling@example.com', role })
      expect([400, 403, 409], `${via} ${JSON.stringify(role)}`).toContain(status)
    }
    for (const role of ['user', 'developer', 'billing'])
      expect((await act('POST', at(adminApiPaths.user(billing.id)), { role })).status).toBe(403)
    expect((await act('DELETE', at(adminApiPaths.user(billing.id)))).status).toBe(403)
  }
  expect(await writes()).toEqual([])
})

test('47: an organization admin is out of reach, and upstream is not asked', async ({ ground }) => {
  const locked = ground.members.filter(({ role }) => ['admin', 'primary_owner', 'owner'].includes(role))
  expect(locked.length).toBeGreaterThan(0)
  for (const { act } of await ground.actors('admin')) {
    for (const { id } of locked) {
      const removed = await act('DELETE', at(adminApiPaths.user(id)))
      expect(removed.status).toBe(409)
      expect(removed.text).toContain('Claude Console')
      expect((await act('POST', at(adminApiPaths.user(id)), { role: 'user' })).status).toBe(409)
    }
  }
  expect(await writes()).toEqual([])
})
