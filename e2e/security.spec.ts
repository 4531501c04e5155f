import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { adminApiPaths, gatewayPath, portalPaths } from '#lib/paths.ts'
import { builtPortal } from '../scripts/standalone/build.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'
import { expect, test as base } from './fixtures.ts'
import { existing, untilMirrored } from './gateway.ts'
import { bypassHeaders, foreignOrigins, hostileIds } from './hostile.ts'
import { cookieHeader, inTurns, ownPageHeaders, rawRequest } from './raw-request.ts'
import type { RawAnswer, RawRequest } from './raw-request.ts'
import { apiRoutes, fill, nobodysParts, pageTemplates, partsOf } from './routes.ts'
import type { Parts } from './routes.ts'

type Ground = {
  /** An id of every kind, under the names that addresses use. */
  parts: Parts
  /** What only somebody with a portal role may read. */
  secretData: string[]
  adminCookie: string
  adminToken: string
}

const test = base.extend<object, { ground: Ground }>({
  ground: [
    async ({ house, emulator, sessions }, provide) => {
      const adminToken = await house.token('admin')
      await untilMirrored(house.url, adminToken, emulator)
      const adminCookie = cookieHeader(await sessions('admin'))
      await provide({ ...(await dataOf(emulator)), adminCookie, adminToken })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})
test.use({ world: { seed: 21, members: 40, invites: 10, workspaces: 6, keys: 40 } })
test.setTimeout(120_000)

async function dataOf(emulator: EmulatedOrganization): Promise<Pick<Ground, 'parts' | 'secretData'>> {
  const [users, invites, spaces, keys] = [
    await emulator.users(),
    await emulator.invites(),
    await emulator.workspaces(),
    await emulator.apiKeys(),
  ]
  const user_id = existing(users.find(({ role }) => role === 'user')).id
  const workspace_id = existing(spaces.find(({ archived_at }) => archived_at === null)).id
  return {
    parts: {
      user_id,
      memberId: user_id,
      workspace_id,
      workspaceId: workspace_id,
      invite_id: existing(invites[0]).id,
      api_key_id: existing(keys[0]).id,
      ...nobodysParts,
    },
    secretData: [...users, ...invites]
      .map(({ email }) => email)
      .concat([...users, ...spaces, ...keys].map(({ id }) => id)),
  }
}

/** What of the organization an answer gives away, besides the ids that the question itself held. */
function leaks(text: string, { secretData, parts }: Ground): string[] {
  return secretData.filter((secret) => text.includes(secret) && !Object.values(parts).includes(secret))
}

async function writesOf(emulator: EmulatedOrganization): Promise<string[]> {
  const requests = await emulator.door.requests()
  return requests.filter(({ method }) => method !== 'GET').map(({ method, path: at }) => `${method} ${at}`)
}

const open = ['/api/health', '/api/ready', '/api/auth/[...nextauth]', '/api/portal/sign-out']
const guarded = () => apiRoutes().filter(({ template }) => !open.includes(template))

test('23: the build holds the routes of the source tree and nothing more', () => {
  const manifest = z
    .record(z.string(), z.string())
    .parse(JSON.parse(readFileSync(path.join(builtPortal, '.next/app-path-routes-manifest.json'), 'utf8')))
  const framework = ['/_global-error', '/_not-found', '/icon.svg']
  const known = [...apiRoutes().map(({ template }) => template), ...pageTemplates(), ...framework]
  expect(Object.values(manifest).toSorted()).toEqual(known.toSorted())
  expect(guarded().length).toBeGreaterThan(20)
})

test('24: no route answers anybody who is not signed in, whatever they send', async ({ house, ground }) => {
  const asked = guarded().flatMap(({ template, methods }) =>
    [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].flatMap((method) =>
      [{}, ...bypassHeaders].map((headers) => ({ target: fill(template, ground.parts), method, headers })),
    ),
  )
  await inTurns(asked, async ({ target, method, headers }) => {
    const answer = await persist(house.url, target, { method, headers })
    expect({ target, method, headers, status: answer.status }).toEqual({ target, method, headers, status: 401 })
    expect(leaks(answer.text, ground), target).toEqual([])
  })
})

test('24: no page shows anything to anybody who is not signed in, whatever they send', async ({ house, ground }) => {
  const targets = pageTemplates()
    .filter((template) => template !== '/sign-in')
    .map((template) => fill(template, ground.parts))
  const asked = targets.flatMap((target) =>
    ['GET', 'POST'].flatMap((method) => [{}, ...bypassHeaders].map((headers) => ({ target, method, headers }))),
  )
  await inTurns(asked, async ({ target, method, headers }) => {
    const { status, headers: told, text } = await persist(house.url, target, { method, headers })
    const toSignIn = told.location?.includes('/sign-in') === true || /NEXT_REDIRECT;[^"]*\/sign-in/.test(text)
    // The tree of a route's segments is the same for everybody and holds nothing of the page.
    const treeOnly = 'next-router-segment-prefetch' in headers || 'next-router-prefetch' in headers
    const refused = toSignIn || treeOnly || (status >= 400 && status < 500)
    expect({ target, method, headers, status, refused }).toEqual({ target, method, headers, status, refused: true })
    expect(leaks(text, ground), `${method} ${target} ${JSON.stringify(headers)}`).toEqual([])
  })
})

/** Next sends a client to the same address with the hash of its headers first; a client that insists goes there. */
async function persist(url: string, target: string, request: RawRequest): Promise<RawAnswer> {
  const answer = await rawRequest(url, target, request)
  const again = answer.headers.location ?? ''
  return /[?&]_rsc(=|$)/.test(again) && !again.includes('/sign-in') ? rawRequest(url, again, request) : answer
}

test('24: somebody without a portal role cannot fetch a page past the layout', async ({ house, ground, sessions }) => {
  const cookie = cookieHeader(await sessions('nobody'))
  for (const template of pageTemplates().filter((known) => known !== '/sign-in')) {
    const target = fill(template, ground.parts)
    for (const headers of [{}, { rsc: '1' }, { rsc: '1', 'next-router-state-tree': treeOf(template, ground.parts) }]) {
      const { status, text } = await persist(house.url, target, { headers: { cookie, ...headers } })
      expect(status).toBeLessThan(500)
      expect(leaks(text, ground), `${target} ${JSON.stringify(headers)}`).toEqual([])
    }
  }
  await inTurns(guarded(), async ({ template, methods }) => {
    for (const method of methods) {
      const headers = { cookie, ...ownPageHeaders(house.url) }
      const { status, text } = await rawRequest(house.url, fill(template, ground.parts), { method, headers })
      expect([400, 403, 404], `${method} ${template}`).toContain(status)
      expect(leaks(text, ground)).toEqual([])
    }
  })
})

/** Claims, in the words of Next's own router, that the browser already has everything but the page itself. */
function treeOf(template: string, parts: Parts): string {
  const names = ['(portal)', ...template.split('/').filter((part) => part !== '')]
  const segments = names.map((name) => {
    const variable = /^\[(\w+)\]$/.exec(name)?.[1]
    return variable === undefined ? name : [variable, parts[variable] ?? '', 'd', null]
  })
  const page: unknown = ['__PAGE__', {}, null, 'refetch']
  const tree = segments.reduceRight<unknown>((inner, segment) => [segment, { children: inner }], page)
  return encodeURIComponent(JSON.stringify(['', { children: tree }]))
}

test('53: a change that does not come from our own page is refused', async ({ house, ground, emulator }) => {
  await emulator.door.remove('/requests')
  const changes = apiRoutes()
    .filter(({ template }) => template !== '/api/auth/[...nextauth]')
    .flatMap(({ template, methods }) =>
      methods.filter((method) => method !== 'GET').map((method) => ({ template, method })),
    )
  expect(changes.length).toBeGreaterThan(12)
  const asked = changes.flatMap((change) => foreignOrigins(house.url).map((headers) => ({ ...change, headers })))
  await inTurns(asked, async ({ template, method, headers }) => {
    const { status, headers: told } = await rawRequest(house.url, fill(template, ground.parts), {
      method,
      headers: { cookie: ground.adminCookie, 'content-type': 'application/json', ...headers },
      body: '{}',
    })
    expect({ template, method, headers, status }).toMatchObject({ status: 403 })
    expect(told['access-control-allow-origin']).toBeUndefined()
  })
  expect(await writesOf(emulator)).toEqual([])
  const me = await rawRequest(house.url, portalPaths.overview(), { headers: { cookie: ground.adminCookie } })
  expect(me.status).toBe(200)
})

test('54: a body that is not plain JSON is refused', async ({ house, ground, emulator }) => {
  await emulator.door.remove('/requests')
  const target = gatewayPath(adminApiPaths.user(existing(ground.parts['user_id'])))
  const { 'content-type': _, ...own } = ownPageHeaders(house.url)
  const credentials = [
    { cookie: ground.adminCookie, ...own },
    { authorization: `Bearer ${ground.adminToken}`, 'anthropic-version': '2026-10-21' },
  ]
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json-patch+json',
    null,
  ]
  for (const credential of credentials) {
    for (const type of types) {
      const headers = { ...credential, ...(type === null ? {} : { 'content-type': type }) }
      const answer = await rawRequest(house.url, target, { method: 'POST', headers, body: '{"role":"developer"}' })
      expect({ type, status: answer.status }).toEqual({ type, status: 415 })
    }
  }
  expect(await writesOf(emulator)).toEqual([])
})

test('34: nothing but the method says what is asked', async ({ house, ground, emulator }) => {
  await emulator.door.remove('/requests')
  const target = gatewayPath(adminApiPaths.user(existing(ground.parts['user_id'])))
  const overrides = ['x-http-method-override', 'x-http-method', 'x-method-override', '_method']
  const headers = {
    authorization: `Bearer ${ground.adminToken}`,
    'anthropic-version': '2026-10-21',
    ...Object.fromEntries(overrides.map((name) => [name, 'DELETE'])),
  }
  const seen = await rawRequest(house.url, `${target}?_method=DELETE&method=DELETE`, { headers })
  expect(seen.status).toBe(200)
  const json = { ...headers, 'content-type': 'application/json' }
  const body = JSON.stringify({ role: 'developer', _method: 'DELETE' })
  expect((await rawRequest(house.url, target, { method: 'POST', headers: json, body })).status).toBe(400)
  for (const method of ['PUT', 'PATCH', 'PROPFIND'])
    expect([400, 405], method).toContain((await rawRequest(house.url, target, { method, headers })).status)
  expect(await writesOf(emulator)).toEqual([])
})

test('58: a hostile id is refused in every position, and reaches nothing upstream', async ({
  house,
  ground,
  emulator,
}) => {
  await emulator.door.remove('/requests')
  const headers = { authorization: `Bearer ${ground.adminToken}`, 'anthropic-version': '2026-10-21' }
  const inPath = apiRoutes()
    .filter(({ template }) => partsOf(template).length > 0 && template !== '/api/auth/[...nextauth]')
    .flatMap(({ template, methods }) =>
      partsOf(template).flatMap((name) =>
        methods.flatMap((method) =>
          hostileIds.map(({ id, whole }) => ({
            target: fill(template, { ...ground.parts, [name]: id }),
            method,
            whole,
          })),
        ),
      ),
    )
  await inTurns(inPath, async ({ target, method, whole }) => {
    const type = { 'content-type': 'application/json' }
    const body = method === 'POST' ? { headers: { ...headers, ...type }, body: '{}' } : { headers }
    const { status, text } = await rawRequest(house.url, target, { method, ...body })
    // What splits the address asks for another one: there is none, or it is one of ours with its own guards.
    // Bytes that are no UTF-8 end in the framework, before any code of ours, with 400 or 500.
    const elsewhere = /%(?![0-9a-f]{2})|%c0|%ff/i.test(target) ? [400, 404, 500] : [400, 404, 405, 308]
    const expected = whole ? [400] : elsewhere
    expect(expected, `${method} ${target}`).toContain(status)
    expect(leaks(text, ground)).toEqual([])
  })
  const upstream = await emulator.door.requests()
  expect(upstream.filter(({ path: at }) => !/^\/v1\/organizations\/[\w/]*$/.test(at))).toEqual([])
  expect(upstream.filter(({ method }) => method !== 'GET')).toEqual([])
})

test('58: hostile ids in queries, cursors and bodies', async ({ house, ground, emulator }) => {
  await emulator.door.remove('/requests')
  const headers = { authorization: `Bearer ${ground.adminToken}`, 'anthropic-version': '2026-10-21' }
  const positions: [string, string][] = [
    [adminApiPaths.users(), 'after_id'],
    [adminApiPaths.users(), 'before_id'],
    [adminApiPaths.invites(), 'after_id'],
    [adminApiPaths.workspaces(), 'ids[]'],
    [adminApiPaths.apiKeys(), 'workspace_id'],
    [adminApiPaths.apiKeys(), 'created_by_user_id'],
  ]
  const ids = hostileIds.map(({ id }) => decodeLoosely(id)).filter((id) => id !== '')
  for (const [at, name] of positions) {
    await inTurns([...ids, 'user_1&limit=1000', house.emulator.url], async (id) => {
      const query = new URLSearchParams([[name, id]]).toString()
      const { status } = await rawRequest(house.url, `${gatewayPath(at)}?${query}`, { headers })
      expect({ name, id, status }).toEqual({ name, id, status: 400 })
    })
  }
  const target = gatewayPath(adminApiPaths.workspaceMembers(existing(ground.parts['workspace_id'])))
  await inTurns([...ids, ''], async (user_id) => {
    const { status } = await rawRequest(house.url, target, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ user_id, workspace_role: 'workspace_user' }),
    })
    expect({ user_id, status }).toEqual({ user_id, status: 400 })
  })
  const upstream = await emulator.door.requests()
  expect(
    upstream.filter(({ method, path: at }) => method !== 'GET' || !/^\/v1\/organizations\/[\w/]*$/.test(at)),
  ).toEqual([])
})

function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
