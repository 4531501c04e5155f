import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { adminApiPaths } from '#lib/paths.ts'
import { builtPortal } from '../scripts/standalone/build.ts'
import { createSearch, searchDatabase, searchFolder, shapesOf } from './canaries.ts'
import type { Canary, Searcher } from './canaries.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'
import { expect, test } from './fixtures.ts'
import type { Role } from './fixtures.ts'
import { existing, untilMirrored } from './gateway.ts'
import type { House } from './house.ts'
import { cookieHeader, inTurns, ownPageHeaders, rawRequest } from './raw-request.ts'
import { apiRoutes, fill, nobodysParts, pageTemplates } from './routes.ts'
import type { Parts } from './routes.ts'

test.use({
  world: {
    seed: 25,
    members: 20,
    invites: 5,
    workspaces: 4,
    keys: 15,
    environment: { LOG_LEVEL: 'trace', PORTAL_ADMINS: 'ada.admin@example.com' },
  },
})

const roles: readonly Role[] = ['admin', 'auditor', 'helpdesk', 'workspace_manager', 'nobody']
/** Planted on purpose, where secrets must not be: a search that misses it proves nothing. */
const planted = 'planted-to-be-found-0123456789'

function secretsOf(house: House): Canary[] {
  const folder = path.join(path.dirname(house.dataDir), 'secrets')
  return ['ANTHROPIC_ADMIN_KEY', 'OIDC_CLIENT_SECRET', 'NEXTAUTH_SECRET'].map((name) => ({
    name,
    value: readFileSync(path.join(folder, name), 'utf8').trim(),
  }))
}

async function partsFor(emulator: EmulatedOrganization): Promise<Parts> {
  const user_id = existing((await emulator.users()).find(({ role }) => role === 'user')).id
  const workspace_id = existing((await emulator.workspaces()).find(({ archived_at }) => archived_at === null)).id
  return {
    ...nobodysParts,
    user_id,
    memberId: user_id,
    workspace_id,
    workspaceId: workspace_id,
    invite_id: existing((await emulator.invites()).find(({ status }) => status === 'pending')).id,
    api_key_id: existing((await emulator.apiKeys()).find(({ status }) => status === 'active')).id,
  }
}

const nonsense: Parts = Object.fromEntries(
  ['user_id', 'memberId', 'workspace_id', 'workspaceId', 'invite_id', 'api_key_id', ...Object.keys(nobodysParts)].map(
    (name) => [name, '%2e%2e'],
  ),
)

/** Asks for every page and route, well and badly, and hands every byte that comes back to the search. */
async function crawl(house: House, headers: Record<string, string>, parts: Parts, search: Searcher): Promise<number> {
  const routes = apiRoutes().filter(({ template }) => template !== '/api/portal/sign-out')
  const targets = [
    ...pageTemplates().map((template) => ({ template, methods: ['GET'] })),
    ...routes.map(({ template, methods }) => ({ template, methods })),
    { template: '/members', methods: ['POST', 'OPTIONS'] },
    { template: '/api/portal/members', methods: ['PUT', 'OPTIONS'] },
    { template: '/nowhere', methods: ['GET'] },
    { template: '/api/nowhere', methods: ['GET'] },
    { template: '/api/auth/callback/sso?error=access_denied', methods: ['GET'] },
    { template: '/api/auth/callback/sso?code=x&state=y', methods: ['GET'] },
    { template: '/api/auth/signin/sso', methods: ['POST'] },
  ].flatMap(({ template, methods }) => methods.map((method) => ({ template, method })))
  const asked = targets.flatMap((target) => {
    const well = fill(target.template, parts)
    const badly = fill(target.template, nonsense)
    const isPage = !target.template.startsWith('/api/')
    return [
      { ...target, filled: well, body: '{}' },
      ...(badly === well && target.method === 'GET' ? [] : [{ ...target, filled: badly, body: '{"role":' }]),
      ...(target.method === 'DELETE'
        ? []
        : [{ ...target, filled: `${well}?limit=0`, body: '{"name":"x","role":"user"}' }]),
      ...(isPage ? [{ ...target, filled: well, body: '', rsc: { rsc: '1' } }] : []),
    ]
  })
  await inTurns(asked, async ({ filled, method, body, ...shape }) => {
    const answer = await rawRequest(house.url, filled, {
      method,
      headers: { ...headers, ...('rsc' in shape ? shape.rsc : {}) },
      ...(method === 'POST' ? { body } : {}),
    })
    search(`${method} ${filled}`, `${answer.status} ${JSON.stringify(answer.headers)}\n${answer.text}`)
  })
  return asked.length
}

test('the search finds every shape of a secret, wherever it lies', () => {
  const [canary] = [{ name: 'planted', value: planted }]
  for (const shape of shapesOf(planted)) {
    const { search, hits } = createSearch([canary])
    search('bytes', Buffer.concat([Buffer.from([0, 255, 10]), Buffer.from(shape), Buffer.from([0])]))
    expect(hits.length, shape).toBeGreaterThan(0)
  }
  for (const before of ['', 'a', 'ab', 'abc']) {
    const { search, hits } = createSearch([canary])
    search('base64', Buffer.from(`${before}${planted}after`).toString('base64'))
    search('base64url', Buffer.from(`${before}${planted}after`).toString('base64url'))
    expect(hits).toHaveLength(2)
  }
  const { search, hits } = createSearch([canary])
  search('other bytes', 'planted-to-be-found-012345678')
  expect(hits).toEqual([])
})

test('no secret is in any answer, log line, bundle or row', async ({ house, emulator, sessions }) => {
  test.setTimeout(300_000)
  const token = await house.token('admin')
  await untilMirrored(house.url, token, emulator)
  const parts = await partsFor(emulator)
  const cookies = new Map<string, string>()
  for (const role of roles) cookies.set(role, cookieHeader(await sessions(role)))
  const secrets = secretsOf(house)
  expect(secrets.map(({ value }) => value.length > 30)).toEqual([true, true, true])
  expect(existing(secrets[0]).value).toBe(house.emulator.key)
  const sealed = [...cookies].map(([role, cookie]) => ({ name: `session of ${role}`, value: sessionIn(cookie) }))
  const ours = createSearch([...secrets, { name: 'portal token', value: token }])
  const stored = createSearch([...secrets, { name: 'portal token', value: token }, ...sealed])
  const control = createSearch([{ name: 'planted', value: planted }])

  await emulator.door.post('/api_keys', { name: planted })
  await rawRequest(house.url, '/api/portal/sync', {
    method: 'POST',
    headers: { cookie: existing(cookies.get('admin')), ...ownPageHeaders(house.url) },
    body: '{}',
  })
  const both: Searcher = (place, content) => {
    ours.search(place, content)
    control.search(place, content)
  }
  let requests = 0
  const everybody = [
    ...[...cookies.values()].map((cookie) => ({ cookie, ...ownPageHeaders(house.url) })),
    { authorization: `Bearer ${token}`, 'anthropic-version': '2026-10-21', 'content-type': 'application/json' },
    {},
  ]
  for (const headers of everybody) requests += await crawl(house, headers, parts, both)
  expect(requests).toBeGreaterThan(700)
  expect(control.hits.filter((hit) => hit.includes('/keys')).length).toBeGreaterThan(3)

  await spoilUpstream(house, emulator)
  const admin = { cookie: existing(cookies.get('admin')), ...ownPageHeaders(house.url) }
  await crawl(house, admin, await stillThere(emulator, parts), both)
  await emulator.door.remove('/faults')
  expect(ours.searched()).toBeGreaterThan(5_000_000)

  await rawRequest(house.url, `/api/v1/organizations/users/${planted}?key=${house.emulator.key}`, { headers: admin })
  const output = house.portal.output()
  stored.search('the log', output)
  expect(output).toContain(planted)
  const environment = `/proc/${house.portal.pid}/environ`
  if (existsSync(environment)) stored.search('the environment of the process', readFileSync(environment))

  const rows = searchDatabase(house.dataDir, (place, content) => {
    stored.search(place, content)
    control.search(place, content)
  })
  expect(rows['portal_session']).toBeGreaterThanOrEqual(roles.length)
  expect(rows['audit_event']).toBeGreaterThan(10)
  expect(rows['portal_token']).toBeGreaterThan(0)
  expect(control.hits).toContain('planted in mirror_object.data')

  expect(searchFolder(builtPortal, stored.search)).toBeGreaterThan(500)
  expect([...ours.hits, ...stored.hits]).toEqual([])
})

test('the built tree holds no key of anybody and no map of the sources', () => {
  const found = new Set<string>()
  let scripts = 0
  searchFolder(builtPortal, (place, content) => {
    const text = content.toString('latin1')
    if (/sk-ant-(admin|api)\d\d-[\w-]{20,}|stw_[A-Za-z0-9_-]{40,}|-----BEGIN [A-Z ]*PRIVATE KEY-----\n/.test(text))
      found.add(place)
    if (place.endsWith('.map')) found.add(place)
    if (text.includes('Sign in with SSO')) scripts += 1
  })
  expect(scripts).toBeGreaterThan(0)
  expect([...found].filter((place) => !place.includes('node_modules'))).toEqual([])
  for (const folder of ['static', 'server']) expect(existsSync(path.join(builtPortal, '.next', folder))).toBe(true)
})

function sessionIn(cookie: string): string {
  return /portal-session=([^;]+)/.exec(cookie)?.[1] ?? ''
}

/** Upstream answers with every kind of nonsense, and quotes the credential while it does. */
async function spoilUpstream(house: House, emulator: EmulatedOrganization): Promise<void> {
  const quoting = { message: `invalid x-api-key: ${house.emulator.key}`, headers: { 'x-echo': house.emulator.key } }
  const { door } = emulator
  await door.fault({
    match: { method: 'DELETE' },
    times: 20,
    status: 400,
    error_code: 'cannot_remove_last_member',
    ...quoting,
  })
  await door.fault({ match: { method: 'POST', path: '/invites' }, times: 3, html: true })
  await door.fault({ match: { method: 'POST', path: adminApiPaths.workspaces() }, times: 3, truncate: true })
  await door.fault({ match: { method: 'POST' }, times: 20, status: 403, ...quoting })
  await door.fault({
    match: { method: 'GET', path: '/api_keys*' },
    times: 6,
    body: JSON.stringify({ error: house.emulator.key }),
  })
  await door.fault({ match: { method: 'GET' }, times: 20, status: 500, ...quoting })
}

/** What the first crawl may have removed is replaced by what is there now. */
async function stillThere(emulator: EmulatedOrganization, parts: Parts): Promise<Parts> {
  const state = (await emulator.door.get('/world')) as {
    invites: { id: string; status: string }[]
    users: { id: string; role: string }[]
  }
  const invite_id = state.invites.find(({ status }) => status === 'pending')?.id ?? parts['invite_id'] ?? ''
  const user_id = existing(state.users.find(({ role }) => role === 'user' || role === 'developer')).id
  return { ...parts, invite_id, user_id, memberId: user_id }
}
