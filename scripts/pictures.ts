import { chromium } from '@playwright/test'
import type { Browser, Page } from '@playwright/test'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { pagePaths, portalPaths } from '#lib/paths.ts'
import { chromiumFlags, ensureChromium } from './chromium.ts'
import { startSurroundedPortal } from './portal/surrounded-portal.ts'
import type { SurroundedPortal } from './portal/surrounded-portal.ts'
import { buildWhenNeeded, root } from './standalone/build.ts'

const usage = `Usage: npm run pictures -- [--only members,keys] [--out docs/pictures]`

const widths = [1440, 390]
const themes = ['light', 'dark'] as const

/** So that the approvals page has something to show. */
const policy = 'approvals:\n  - { actions: [key.archive, workspace.archive] }'

/** Every page: how to get there from an organization of the demo. */
async function pagesOf(
  { emulator, managed }: SurroundedPortal,
  { proposal, job, from }: { proposal: string; job: string; from: string },
): Promise<Record<string, string>> {
  const { users } = (await emulator.door.get('/world')) as { users: readonly { id: string }[] }
  return {
    'sign-in': pagePaths.signIn(),
    overview: pagePaths.overview(),
    members: pagePaths.members(),
    member: pagePaths.member(users[20]?.id ?? ''),
    offboard: pagePaths.offboard(users[20]?.id ?? ''),
    invites: pagePaths.invites(),
    workspaces: pagePaths.workspaces(),
    workspace: pagePaths.workspace(managed[0]?.id ?? ''),
    access: pagePaths.access(),
    'workspace-usage': `${pagePaths.workspace(managed[0]?.id ?? '')}?tab=usage`,
    keys: pagePaths.keys(),
    'keys-stale': `${pagePaths.keys()}?view=stale`,
    approvals: pagePaths.approvals(),
    proposal: pagePaths.proposal(proposal),
    jobs: pagePaths.jobs(),
    job: pagePaths.job(job),
    audit: pagePaths.audit(),
    history: `${pagePaths.history()}?at=${new Date().toISOString()}`,
    compare: `${pagePaths.history()}?mode=compare&noun=members&from=${from}&to=${new Date().toISOString()}`,
    settings: pagePaths.settings(),
  }
}

function options() {
  try {
    return parseArgs({ options: { only: { type: 'string' }, out: { type: 'string', default: 'docs/pictures' } } })
      .values
  } catch {
    throw new Error(usage)
  }
}

async function signIn(page: Page, name: string): Promise<void> {
  await page.goto(pagePaths.signIn())
  await page.getByRole('button', { name: 'Sign in with SSO' }).click()
  await page.getByRole('button', { name }).click()
  await page.getByRole('navigation').first().waitFor()
}

/** So that the audit page has something to show. */
async function changeSomething(page: Page, portal: SurroundedPortal): Promise<void> {
  const { users } = (await portal.emulator.door.get('/world')) as { users: readonly { id: string; role: string }[] }
  const member = users.find(({ role }) => role === 'user')
  const answer = await page.request.post(`/api/v1/organizations/users/${member?.id ?? ''}`, {
    data: { role: 'developer' },
    headers: { origin: portal.url, 'x-portal-request': '1' },
  })
  if (!answer.ok()) throw new Error(`A change was answered ${answer.status()}: ${await answer.text()}`)
  await changeSomethingOutside(page, portal, users.slice(30, 34))
}

/** So that the audit page tells of the Console, too, and two moments differ. */
async function changeSomethingOutside(
  page: Page,
  { emulator: { door }, url }: SurroundedPortal,
  [promoted, renamed, removed]: readonly { id: string }[],
): Promise<void> {
  await door.post(`/users/${promoted?.id ?? ''}`, { role: 'billing' })
  await door.post(`/users/${renamed?.id ?? ''}`, { name: 'Renamed There' })
  await door.remove(`/users/${removed?.id ?? ''}`)
  await door.post('/users', { email: 'made.there@example.com', name: 'Made There', role: 'developer' })
  await page.request.post('/api/portal/sync', { data: {}, headers: { origin: url, 'x-portal-request': '1' } })
}

/** An import with rows that are done, refused and not understood, and invites that wait for people. Resolves to its id. */
async function startSomething(page: Page, portal: SurroundedPortal): Promise<string> {
  type World = { users: readonly { email: string }[]; workspaces: readonly { name: string }[] }
  const { users, workspaces } = (await portal.emulator.door.get('/world')) as World
  const newcomers = ['noor', 'ines', 'tomas'].map((name) => `${name}@example.com,user,${workspaces[0]?.name ?? ''}`)
  const text = ['email,role,workspaces', ...newcomers, 'no address,user,', `${users[5]?.email ?? ''},user,`].join('\n')
  const wanted = { file: { kind: 'invites', name: 'newcomers-of-november.csv', text } }
  const headers = { origin: portal.url, 'x-portal-request': '1' }
  const plan = await page.request.post(portalPaths.plans(), { data: wanted, headers })
  const { fingerprint } = (await plan.json()) as { fingerprint: string }
  const title = 'Invite people from newcomers-of-november.csv'
  const started = await page.request.post(portalPaths.jobs(), {
    data: { ...wanted, title, kind: 'import', fingerprint },
    headers,
  })
  if (!started.ok()) throw new Error(`A job was answered ${started.status()}: ${await started.text()}`)
  const { id } = (await started.json()) as { id: string }
  await page.goto(pagePaths.job(id))
  await page.getByRole('heading', { level: 1 }).filter({ hasText: 'Waiting' }).waitFor()
  return id
}

/** Usage is read beside everything else, a few seconds after the start. */
async function untilMeasured(page: Page): Promise<void> {
  for (let tries = 0; tries < 120; tries += 1) {
    const answer = await page.request.get(portalPaths.keys())
    const { usage, cost } = (await answer.json()) as Record<'usage' | 'cost', { complete: boolean }>
    if (usage.complete && cost.complete) return
    await sleep(500)
  }
  throw new Error('Usage was not read within a minute')
}

/** The workspace manager asks for what the policy wants approved. Resolves to the last proposal's id. */
async function proposeSomething(browser: Browser, portal: SurroundedPortal): Promise<string> {
  type Key = { id: string; status: string; scope: { workspace_id?: string } }
  const { api_keys } = (await portal.emulator.door.get('/world')) as { api_keys: readonly Key[] }
  const own = api_keys.filter(
    ({ status, scope }) => status === 'active' && scope.workspace_id === portal.managed[0]?.id,
  )
  const context = await browser.newContext({ baseURL: portal.url })
  const page = await context.newPage()
  await signIn(page, 'Wanda Moreau')
  let proposal = ''
  for (const { id } of own.slice(0, 3)) {
    const answer = await page.request.post(`/api/v1/organizations/api_keys/${id}`, {
      data: { status: 'archived' },
      headers: { origin: portal.url, 'x-portal-request': '1', 'x-portal-reason': 'Rotation of the quarter' },
    })
    const { error } = (await answer.json()) as { error?: { details?: { proposal_id?: string } } }
    proposal = error?.details?.proposal_id ?? ''
  }
  await context.close()
  return proposal
}

async function takePictures(browser: Browser, portal: SurroundedPortal, names: readonly string[], out: string) {
  const first = await browser.newContext({ baseURL: portal.url })
  const firstPage = await first.newPage()
  await signIn(firstPage, 'Ada Lindqvist')
  await firstPage.request.post(portalPaths.sync(), {
    data: {},
    headers: { origin: portal.url, 'x-portal-request': '1' },
  })
  // The page asks in whole seconds, and a moment before the first reading has nothing to show.
  await sleep(1_100)
  const from = new Date().toISOString()
  await changeSomething(firstPage, portal)
  const shown = { proposal: await proposeSomething(browser, portal), job: await startSomething(firstPage, portal) }
  const pages = await pagesOf(portal, { ...shown, from })
  await untilMeasured(firstPage)
  const storageState = await first.storageState()
  await first.close()
  for (const colorScheme of themes) {
    for (const width of widths) {
      const viewport = { width, height: width > 600 ? 900 : 844 }
      const shared = { baseURL: portal.url, colorScheme, viewport, locale: 'en-GB', timezoneId: 'UTC' } as const
      for (const [name, address] of Object.entries(pages)) {
        if (names.length > 0 && !names.includes(name)) continue
        const context = await browser.newContext(name === 'sign-in' ? shared : { ...shared, storageState })
        const page = await context.newPage()
        const answer = await page.goto(address, { waitUntil: 'networkidle' })
        if (answer?.ok() !== true) throw new Error(`${name} was answered ${answer?.status()}`)
        await page.screenshot({ path: path.join(out, `${name}-${colorScheme}-${width}.png`), animations: 'disabled' })
        await context.close()
      }
    }
  }
}

async function main(): Promise<void> {
  const { only, out } = options()
  const target = path.resolve(root, out)
  mkdirSync(target, { recursive: true })
  buildWhenNeeded()
  const folder = mkdtempSync(path.join(tmpdir(), 'steward-pictures-'))
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags })
  const portal = await startSurroundedPortal({
    folder,
    organization: { members: 250, invites: 40, workspaces: 12, keys: 400 },
    quota: { emulator: 0, portal: 1000 },
    environment: { LOG_LEVEL: 'error' },
    policy,
  })
  try {
    await takePictures(browser, portal, only?.split(',') ?? [], target)
    console.log(`Pictures are in ${path.relative(process.cwd(), target)}`)
  } finally {
    await browser.close()
    await portal.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
