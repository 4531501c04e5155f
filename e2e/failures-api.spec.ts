import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { adminApiPaths, gatewayPath, pagePaths, portalPaths } from '#lib/paths.ts'
import type { FaultInput } from '#lib/emulator/faults.ts'
import { errorEnvelopeSchema } from '#lib/schemas/errors.ts'
import { startSurroundedPortal } from '../scripts/portal/surrounded-portal.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'
import { expect, test as base } from './fixtures.ts'
import { askGateway, existing, untilMirrored } from './gateway.ts'
import { openHouse } from './house.ts'
import { cookieHeader, ownPageHeaders, rawRequest } from './raw-request.ts'

type Answer = { status: number; headers: Headers; body: unknown }
type Ground = {
  token: string
  script: (method: string, path: string, body?: unknown) => Promise<Answer>
  page: (target: string) => Promise<string>
  readAnew: () => Promise<number>
}

const test = base.extend<object, { ground: Ground }>({
  ground: [
    async ({ house, emulator, sessions }, provide) => {
      const token = await house.token('admin')
      await untilMirrored(house.url, token, emulator)
      const cookie = cookieHeader(await sessions('admin'))
      await provide({
        token,
        script: (method, at, body) => askGateway(house.url, token, at, { method, body }),
        page: async (target) => (await rawRequest(house.url, target, { headers: { cookie } })).text,
        readAnew: async () => {
          const headers = { cookie, ...ownPageHeaders(house.url) }
          return (await rawRequest(house.url, portalPaths.sync(), { method: 'POST', headers, body: '{}' })).status
        },
      })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

test.use({ world: { seed: 26, members: 25, invites: 6, workspaces: 4, keys: 15 } })
test.setTimeout(60_000)

test.afterEach(async ({ emulator, ground }) => {
  await emulator.door.remove('/faults')
  await emulator.door.post('/credential', { revoked: false })
  await expect.poll(ground.readAnew, { timeout: 45_000 }).toBe(200)
})

const view = z.object({
  rows: z.array(z.unknown()),
  synced_at: z.string(),
  complete: z.boolean(),
  upstream_problem: z.string().nullable(),
})
const list = z.object({ data: z.array(z.unknown()), synced_at: z.string(), complete: z.boolean() })

/** Everything that reads still answers with what is known, and says how old it is. */
async function expectReadsGoOn({ script, page }: Ground, emulator: EmulatedOrganization, count: number): Promise<void> {
  const { organization, users } = (await emulator.door.get('/world')) as World
  const members = await script('GET', portalPaths.members())
  expect(members.status, JSON.stringify(members.body)).toBe(200)
  const { rows, synced_at, complete, upstream_problem } = view.parse(members.body)
  expect({ rows: rows.length, complete }).toEqual({ rows: count, complete: true })
  expect(Date.parse(synced_at)).toBeLessThan(Date.now())
  expect(upstream_problem).toMatch(/last known data/)
  const known = list.parse((await script('GET', `${gatewayPath(adminApiPaths.users())}?limit=1000`)).body)
  expect({ rows: known.data.length, complete: known.complete }).toEqual({ rows: count, complete: true })
  // The page's age is that of the oldest list it joins.
  expect(Date.parse(known.synced_at)).toBeGreaterThanOrEqual(Date.parse(synced_at))
  expect(Date.parse(known.synced_at)).toBeLessThan(Date.now())
  expect((await script('GET', gatewayPath(adminApiPaths.me()))).body).toMatchObject({ id: organization.id })
  const html = await page(pagePaths.members())
  expect(html).toContain(existing(users[0]).email)
  expect(html).toContain('last known data')
}

type World = { organization: { id: string }; users: { id: string; email: string }[] }

/** A change that fails says so in the envelope of the Admin API, with a request id, and is told nowhere as done. */
function expectFailure(answer: Answer, status: number, code: string | RegExp, words: RegExp): void {
  expect(answer.status, JSON.stringify(answer.body)).toBe(status)
  const { error, request_id } = errorEnvelopeSchema.parse(answer.body)
  expect(error.message).toMatch(words)
  expect(error.details?.error_code ?? '').toMatch(code)
  expect(request_id).toMatch(/^req_\w+$/)
  expect(answer.headers.get('request-id')).toBe(request_id)
}

const everything: FaultInput['match'] = { path: '/*' }
const outages: [string, FaultInput, RegExp][] = [
  ['answers 500', { match: everything, status: 500 }, /Nothing was changed/],
  ['is overloaded', { match: everything, status: 529, headers: { 'retry-after': '0' } }, /Nothing was changed/],
  ['drops every connection', { match: everything, drop: 'before' }, /connection .* broke.*Nothing was changed/],
  ['sends web pages', { match: everything, html: true }, /Nothing was changed/],
  ['sends web pages with status 200', { match: everything, html: true, status: 200 }, /not JSON.*Nothing was changed/],
  [
    'breaks off its answers',
    { match: { method: 'GET', path: '/*' }, truncate: true },
    /broke off.*Nothing was changed/,
  ],
  ['answers with other shapes', { match: everything, body: '[null]', status: 200 }, /Nothing was changed/],
]

for (const [what, fault, words] of outages) {
  test(`upstream ${what}: reads go on, changes fail and change nothing`, async ({ ground, emulator }) => {
    const members = await emulator.users()
    const member = existing(members.find(({ role }) => role === 'user'))
    await emulator.door.fault({ ...fault, times: 10_000 })
    await emulator.door.remove('/requests')
    expect(await ground.readAnew()).toBeGreaterThanOrEqual(429)
    const started = Date.now()
    const target = gatewayPath(adminApiPaths.user(member.id))
    expectFailure(await ground.script('POST', target, { role: 'developer' }), 502, /^|\w+$/, words)
    expect(Date.now() - started).toBeLessThan(25_000)
    await expectReadsGoOn(ground, emulator, members.length)
    const sent = (await emulator.door.requests()).filter(({ method }) => method !== 'GET')
    expect(sent).toEqual([])
    await emulator.door.remove('/faults')
    expect(await emulator.user(member.id)).toEqual(member)
  })
}

test('upstream is slow: reads do not wait for it', async ({ ground, emulator }) => {
  await emulator.door.fault({ match: { method: 'GET', path: '/*' }, delay_ms: 8_000, times: 10_000 })
  const reading = ground.readAnew()
  const started = Date.now()
  for (const at of [portalPaths.members(), portalPaths.keys(), gatewayPath(adminApiPaths.users())])
    expect((await ground.script('GET', at)).status).toBe(200)
  expect(await ground.page(pagePaths.members())).toContain('@example.com')
  expect(Date.now() - started).toBeLessThan(7_000)
  const member = existing((await ground.script('GET', portalPaths.members())).body)
  expect(view.parse(member).upstream_problem).toBeNull()
  await emulator.door.remove('/faults')
  expect(await reading).toBe(200)
})

const spoiledWrites: [string, FaultInput, boolean][] = [
  ['the connection drops before it is done', { drop: 'before' }, false],
  ['the connection drops after it is done', { drop: 'after' }, true],
  ['the answer breaks off', { truncate: true }, true],
  ['the answer is a web page', { html: true }, false],
  ['upstream fails', { status: 500 }, false],
]

for (const [what, fault, done] of spoiledWrites) {
  test(`a change whose answer is lost because ${what} is told as it is`, async ({ ground, emulator }) => {
    const key = existing((await emulator.apiKeys()).find(({ status }) => status === 'active'))
    const address = adminApiPaths.apiKey(key.id)
    await emulator.door.fault({ match: { method: 'POST', path: address }, ...fault })
    await emulator.door.remove('/requests')
    const name = `after ${what}`
    const answer = await ground.script('POST', gatewayPath(address), { name })
    const posts = (await emulator.door.requests()).filter(({ method }) => method === 'POST')
    expect(posts).toHaveLength(1)
    if (done) expect(answer).toMatchObject({ status: 200, body: { id: key.id, name } })
    // Nobody outside can tell a call that was dropped from one that is still on its way.
    else expectFailure(answer, 502, 'outcome_unknown', /not known yet.*Do not repeat it/)
    expect((await emulator.apiKey(key.id)).name).toBe(done ? name : key.name)
    const known = await ground.script('GET', gatewayPath(address))
    expect(known.body).toMatchObject({ name: done ? name : key.name })
  })
}

test('an invite whose answer is lost is sent once', async ({ ground, emulator }) => {
  for (const [email, fault] of [
    ['once.after@example.com', { drop: 'after' }],
    ['once.page@example.com', { html: true, commit: true }],
  ] as const) {
    await emulator.door.fault({ match: { method: 'POST', path: adminApiPaths.invites() }, ...fault })
    const answer = await ground.script('POST', gatewayPath(adminApiPaths.invites()), { email, role: 'user' })
    expect(answer).toMatchObject({ status: 200, body: { email, status: 'pending' } })
    expect((await emulator.invites()).filter((invite) => invite.email === email)).toHaveLength(1)
  }
})

test('a revoked credential: reads go on, changes are off, and both end when it is back', async ({
  ground,
  emulator,
}) => {
  const members = await emulator.users()
  const member = existing(members.find(({ role }) => role === 'user'))
  const target = gatewayPath(adminApiPaths.user(member.id))
  await emulator.door.post('/credential', { revoked: true })
  const first = await ground.script('POST', target, { role: 'developer' })
  expectFailure(first, 502, 'upstream_credential_refused', /admin key/)
  expectFailure(await ground.script('POST', target, { role: 'developer' }), 503, 'read_only', /revoked/)
  const before = (await emulator.door.requests()).length
  await expectReadsGoOn(ground, emulator, members.length)
  expect((await emulator.door.requests()).length - before).toBeLessThan(5)
  await emulator.door.post('/credential', { revoked: false })
  await expect.poll(ground.readAnew).toBe(200)
  expect(await emulator.user(member.id)).toEqual(member)
  expect((await ground.script('POST', target, { role: 'developer' })).status).toBe(200)
  expect(view.parse((await ground.script('GET', portalPaths.members())).body).upstream_problem).toBeNull()
})

test('the key suddenly belongs to another organization: read-only, nothing mixed in', async ({ ground, emulator }) => {
  const members = await emulator.users()
  const member = existing(members.find(({ role }) => role === 'user'))
  const { organization } = (await emulator.door.get('/world')) as World
  await emulator.door.post('/organization', { id: '00000000-0000-4000-8000-000000000000' })
  const added = { email: 'of.the.others@example.com', name: 'Other', role: 'user' }
  const { id } = (await emulator.door.post('/users', added)) as { id: string }
  expect(await ground.readAnew()).toBeGreaterThanOrEqual(500)
  const target = gatewayPath(adminApiPaths.user(member.id))
  expectFailure(await ground.script('POST', target, { role: 'developer' }), 503, 'read_only', /another organization/)
  expect(await ground.page(pagePaths.members())).toContain('another organization')
  expect((await ground.script('GET', gatewayPath(adminApiPaths.user(id)))).status).toBe(404)
  await emulator.door.post('/organization', { id: organization.id })
  await emulator.door.remove(`/users/${id}`)
  expect(await emulator.user(member.id)).toEqual(member)
})

test('a portal of another organization, or with a dead key, does not start', async () => {
  const elsewhere = openHouse({ environment: { EXPECTED_ORG_ID: '00000000-0000-4000-8000-000000000000' } })
  const wrong = await elsewhere.catch((error: unknown) => error)
  expect(String(wrong)).toMatch(/Steward cannot start: .*EXPECTED_ORG_ID 00000000-0000-4000-8000-000000000000/)
  const folder = await mkdtemp(path.join(tmpdir(), 'steward-e2e-'))
  const dead = await startSurroundedPortal({
    folder,
    organization: { members: 5, invites: 0, workspaces: 3, keys: 0 },
    prepare: async (door) => void (await door.post('/credential', { revoked: true })),
  }).catch((error: unknown) => error)
  await rm(folder, { recursive: true, force: true })
  expect(String(dead)).toMatch(/Steward cannot start: ANTHROPIC_ADMIN_KEY is refused/)
  for (const told of [wrong, dead]) expect(String(told)).not.toMatch(/sk-ant-admin01-\w{8}/)
})

test('upstream asks for a pause: nobody calls before it is over, and reads go on', async ({ ground, emulator }) => {
  const members = await emulator.users()
  const member = existing(members.find(({ role }) => role === 'user'))
  await emulator.door.fault({ match: everything, status: 429, headers: { 'retry-after': '22' } })
  const target = gatewayPath(adminApiPaths.user(member.id))
  await emulator.door.remove('/requests')
  const answer = await ground.script('POST', target, { role: 'developer' })
  expectFailure(answer, 429, /^|quota_used_up$/, /./)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await emulator.door.requests()).toHaveLength(1)
  await expectReadsGoOn(ground, emulator, members.length)
  const again = await ground.script('POST', target, { role: 'developer' })
  expectFailure(again, 429, 'quota_used_up', /Nothing was changed/)
  expect(await emulator.door.requests()).toHaveLength(1)
})
