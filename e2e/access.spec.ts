import { adminApiPaths, gatewayPath, pagePaths } from '#lib/paths.ts'
import { holds } from '#lib/rules/holds.ts'
import { extentOf, powers } from '#lib/rules/permissions.ts'
import type { Power } from '#lib/rules/permissions.ts'
import { portalRoles } from '#lib/schemas/person.ts'
import type { Person, PortalRole } from '#lib/schemas/person.ts'
import { ask, attempts } from './access-attempts.ts'
import type { Attempt } from './access-attempts.ts'
import { controls } from './access-controls.ts'
import { managedOf, ownObjects } from './access-objects.ts'
import { expect, test } from './fixtures.ts'
import { join, newKey, newMember, newWorkspace, writesDuring } from './objects.ts'
import { cellOf, openPage } from './table.ts'

/** Role × page × power, made from the one table that server and buttons share. */

test.use({ expectedInConsole: [/status of 40[34]/] })

type Role = PortalRole | 'nobody'
const roles: readonly Role[] = [...portalRoles, 'nobody']

/** What the rules need to know of a person; who it is does not matter to the power itself. */
function personOf(role: Role): Person {
  const workspaces = role === 'workspace_manager' ? [] : 'all'
  return { id: '', name: '', email: '', role: role === 'nobody' ? null : role, workspaces, via: 'browser' }
}

function mayAtAll(role: Role, power: Power): boolean {
  return extentOf(personOf(role), power) !== 'none'
}

const pages: readonly { label: string; path: string; power: Power }[] = [
  { label: 'Overview', path: pagePaths.overview(), power: 'organization.read' },
  { label: 'Members', path: pagePaths.members(), power: 'members.read' },
  { label: 'Invites', path: pagePaths.invites(), power: 'invites.read' },
  { label: 'Workspaces', path: pagePaths.workspaces(), power: 'workspaces.read' },
  { label: 'Access', path: pagePaths.access(), power: 'workspaces.read' },
  { label: 'API keys', path: pagePaths.keys(), power: 'keys.read' },
  { label: 'Approvals', path: pagePaths.approvals(), power: 'proposals.read' },
  { label: 'Jobs', path: pagePaths.jobs(), power: 'jobs.read' },
  { label: 'Audit log', path: pagePaths.audit(), power: 'audit.read' },
  { label: 'History', path: pagePaths.history(), power: 'organization.read' },
  { label: 'Settings', path: pagePaths.settings(), power: 'sessions.manage' },
]

for (const role of roles)
  test(`pages of ${role}`, async ({ signedInAs, emulator }) => {
    const page = await signedInAs(role)
    const { name: organization } = await emulator.organization()
    for (const { label, path, power } of pages) {
      await page.goto(path)
      if (role === 'nobody') {
        await expect(page.getByRole('heading', { name: /have no portal role/ })).toBeVisible()
        await expect(page.getByRole('navigation')).toHaveCount(0)
        continue
      }
      const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: label, exact: true })
      if (mayAtAll(role, power)) {
        await expect(link).toHaveAttribute('aria-current', 'page')
        const title = label === 'Overview' ? organization : label
        await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
      } else {
        const verdict = holds(personOf(role), power)
        await expect(page.getByText(verdict.allowed ? '' : verdict.reason)).toBeVisible()
        await expect(link).toHaveCount(0)
        await expect(page.getByRole('table')).toHaveCount(0)
      }
    }
  })

for (const role of portalRoles)
  test(`controls of ${role}`, async ({ signedInAs, house, emulator, readAnew }) => {
    test.setTimeout(60_000)
    const objects = await ownObjects({ house, emulator, readAnew })
    const page = await signedInAs(role)
    const [workspace] = house.managed
    for (const control of controls(workspace ?? { id: '', name: '' })) {
      if (!mayAtAll(role, control.page)) continue
      await test.step(control.power, async () => {
        const found = await control.find(page, objects)
        await expect(found).toBeVisible()
        const verdict = holds(personOf(role), control.power)
        if (verdict.allowed) return expect(found).toBeEnabled()
        await expect(found).toBeDisabled()
        await expect(found).toHaveAccessibleDescription(verdict.reason)
      })
    }
  })

const ways = [
  ...roles.map((role) => ({ role, by: 'session' as const })),
  ...portalRoles.map((role) => ({ role, by: 'token' as const })),
].flatMap((way) => (['own', 'foreign'] as const).map((scope) => ({ ...way, scope })))

for (const { role, by, scope } of ways)
  test(`25-29: routes of ${role} by ${by}, ${scope} workspace`, async ({ requestsAs, house, emulator, readAnew }) => {
    const workspace = scope === 'own' ? managedOf(house) : (await newWorkspace(emulator)).id
    const objects = await ownObjects({ house, emulator, readAnew }, workspace)
    const routes = await requestsAs(role, by)
    const all = attempts(workspace, objects)
    for (const attempt of all)
      await test.step(`${attempt.power} ${attempt.method}`, async () => {
        let status = 0
        const writes = await writesDuring(emulator, async () => {
          status = await ask(routes, attempt)
        })
        const told = `${attempt.method} ${attempt.path}`
        if (mayPass(role, attempt, scope, [workspace, objects.key.id, objects.joined.id])) {
          expect(status, told).toBe(200)
          expect(writes.length, told).toBe(attempt.method === 'GET' || attempt.onlyLooks === true ? 0 : 1)
        } else {
          expect([403, 404], told).toContain(status)
          expect(writes, told).toEqual([])
        }
      })
    const tried = new Set(all.map(({ power }) => power))
    // What changes nothing upstream is tried where its effect can be seen: account.spec.ts, the matrix of the routes.
    expect(powers.filter((power) => !tried.has(power))).toEqual(['proposals.decide', 'settings.write'])
  })

/** By the table: a power that is bounded ends where an address names something of a workspace that is not theirs. */
function mayPass(role: Role, { power, path }: Attempt, scope: 'own' | 'foreign', inside: readonly string[]): boolean {
  const extent = extentOf(personOf(role), power)
  if (extent !== 'scope' || scope === 'own') return extent !== 'none'
  return !inside.some((id) => path.includes(id))
}

test('a workspace manager meets nothing outside their workspaces', async ({
  signedInAs,
  routesAs,
  emulator,
  readAnew,
}) => {
  const foreign = await newWorkspace(emulator)
  const [member, stranger] = [await newMember(emulator), await newMember(emulator)]
  await join(emulator, foreign.id, member, 'workspace_user')
  const key = await newKey(emulator, foreign.id)
  await readAnew()
  const page = await signedInAs('workspace_manager')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  await expect(page.getByRole('heading', { name: 'No API keys match' })).toBeVisible()
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await expect(page.getByRole('heading', { name: 'No members match' })).toBeVisible()
  for (const path of [pagePaths.workspace(foreign.id), pagePaths.member(member.id)]) {
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'Nothing is here' })).toBeVisible()
  }
  const routes = await routesAs('workspace_manager')
  const place = { user_id: stranger.id, workspace_role: 'workspace_user' }
  const tries: Attempt[] = [
    { power: 'keys.read', method: 'GET', path: adminApiPaths.apiKey(key.id) },
    { power: 'keys.archive', method: 'POST', path: adminApiPaths.apiKey(key.id), data: { status: 'archived' } },
    { power: 'workspaces.read', method: 'GET', path: adminApiPaths.workspace(foreign.id) },
    { power: 'workspaces.update', method: 'POST', path: adminApiPaths.workspace(foreign.id), data: { name: 'Mine' } },
    { power: 'workspace_members.add', method: 'POST', path: adminApiPaths.workspaceMembers(foreign.id), data: place },
    { power: 'workspace_members.remove', method: 'DELETE', path: adminApiPaths.workspaceMember(foreign.id, member.id) },
  ]
  for (const attempt of tries) {
    const writes = await writesDuring(emulator, async () => {
      expect(await ask(routes, { ...attempt, path: gatewayPath(attempt.path) }), attempt.path).toBe(404)
    })
    expect(writes).toEqual([])
  }
})

test('the help desk gives and touches ordinary roles only', async ({ signedInAs, routesAs, emulator, readAnew }) => {
  const [plain, billing] = [await newMember(emulator), await newMember(emulator, { role: 'billing' })]
  await readAnew()
  const page = await signedInAs('helpdesk')
  await openPage(page, `/members?q=${plain.email}`, 'Members')
  await cellOf(page, `Role of ${plain.name}`).click()
  await expect(page.getByRole('menuitemradio', { name: /^Developer/ })).toBeEnabled()
  await expect(page.getByRole('menuitemradio', { name: /^Billing/ })).toBeDisabled()
  await expect(page.getByRole('menuitemradio', { name: /^Billing/ })).toHaveAccessibleDescription(/portal admin/)
  await openPage(page, `/members?q=${billing.email}`, 'Members')
  await expect(cellOf(page, `Role of ${billing.name}`)).toBeDisabled()
  const routes = await routesAs('helpdesk')
  for (const [id, role] of [
    [plain.id, 'billing'],
    [billing.id, 'user'],
  ] as const) {
    const writes = await writesDuring(emulator, async () => {
      const path = gatewayPath(adminApiPaths.user(id))
      expect(await ask(routes, { power: 'members.change_role', method: 'POST', path, data: { role } })).toBe(403)
    })
    expect(writes).toEqual([])
  }
})

test('a session alone moves nothing from another site', async ({ routesAs, house, emulator, playwright, sessions }) => {
  const member = await newMember(emulator)
  const storageState = await sessions('admin')
  const path = gatewayPath(adminApiPaths.user(member.id))
  const foreign = [
    { origin: 'https://elsewhere.example', 'x-portal-request': '1' },
    { origin: house.url },
    { origin: house.url, 'x-portal-request': '1', 'sec-fetch-site': 'cross-site' },
  ]
  for (const extraHTTPHeaders of foreign) {
    const context = await playwright.request.newContext({ baseURL: house.url, storageState, extraHTTPHeaders })
    const writes = await writesDuring(emulator, async () => {
      expect((await context.post(path, { data: { role: 'developer' } })).status()).toBe(403)
    })
    expect(writes).toEqual([])
    await context.dispose()
  }
  expect((await (await routesAs('admin')).post(path, { data: { role: 'developer' } })).status()).toBe(200)
})
