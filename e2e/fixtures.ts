import { test as base } from '@playwright/test'
import type { APIRequestContext, Browser, BrowserContext, Page } from '@playwright/test'
import { portalPaths } from '#lib/paths.ts'
import type { PortalRole } from '#lib/schemas/person.ts'
import { emulatedOrganization } from './emulated-organization.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'
import { accountNameOf, openHouse } from './house.ts'
import type { House, Role, WorldSettings } from './house.ts'

export { expect } from '@playwright/test'
export type { Role, WorldSettings } from './house.ts'

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

type WorkerFixtures = {
  world: WorldSettings
  house: House
  sessions: (role: Role) => Promise<StorageState>
  emulator: EmulatedOrganization
}

type TestFixtures = {
  /** What the browser's console may say in this test: answers that the test itself provokes. */
  expectedInConsole: RegExp[]
  watch: (context: BrowserContext) => void
  signedInAs: (role: Role) => Promise<Page>
  portalToken: (role: PortalRole) => Promise<string>
  /** Requests with this person's session and the headers that our own pages send. */
  routesAs: (role: Role) => Promise<APIRequestContext>
  /** Requests with this person's session, or with a token of their portal role, as a script would send them. */
  requestsAs: (role: Role, by: 'session' | 'token') => Promise<APIRequestContext>
  /** Makes the portal read the organization now: what changed "in the Console" shows from here on. */
  readAnew: () => Promise<void>
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  world: [{}, { option: true, scope: 'worker' }],
  house: [
    async ({ world }, provide) => {
      const house = await openHouse(world)
      await provide(house)
      await house.close()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  sessions: [
    async ({ house, browser }, provide) => {
      const states = new Map<Role, Promise<StorageState>>()
      await provide((role) => {
        const state = states.get(role) ?? signIn(browser, house.url, role)
        states.set(role, state)
        return state
      })
    },
    { scope: 'worker' },
  ],
  emulator: [async ({ house }, provide) => provide(emulatedOrganization(house.emulator)), { scope: 'worker' }],

  baseURL: async ({ house }, provide) => provide(house.url),
  expectedInConsole: [[], { option: true }],
  watch: [
    async ({ context, expectedInConsole }, provide) => {
      const complaints: string[] = []
      const watch = (watched: BrowserContext) => collectComplaints(watched, complaints)
      watch(context)
      await provide(watch)
      const unexpected = complaints.filter((text) => !expectedInConsole.some((pattern) => pattern.test(text)))
      if (unexpected.length > 0) throw new Error(`The browser complained:\n${unexpected.join('\n')}`)
    },
    { auto: true },
  ],
  signedInAs: async ({ browser, sessions, watch, contextOptions, house, viewport }, provide) => {
    const contexts: BrowserContext[] = []
    await provide(async (role) => {
      const storageState = await sessions(role)
      const context = await browser.newContext({ ...contextOptions, viewport, baseURL: house.url, storageState })
      contexts.push(context)
      watch(context)
      return context.newPage()
    })
    for (const context of contexts) await context.close()
  },
  portalToken: async ({ house }, provide) => provide(house.token),
  routesAs: async ({ playwright, sessions, house }, provide) => {
    const opened: APIRequestContext[] = []
    await provide(async (role) => {
      const extraHTTPHeaders = { origin: house.url, 'x-portal-request': '1' }
      const storageState = await sessions(role)
      const routes = await playwright.request.newContext({ baseURL: house.url, extraHTTPHeaders, storageState })
      opened.push(routes)
      return routes
    })
    for (const routes of opened) await routes.dispose()
  },
  requestsAs: async ({ playwright, routesAs, house }, provide) => {
    const opened: APIRequestContext[] = []
    await provide(async (role, by) => {
      if (by === 'session' || role === 'nobody' || role === 'second_admin') return routesAs(role)
      const authorization = `Bearer ${await house.token(role)}`
      const extraHTTPHeaders = { authorization, 'anthropic-version': '2026-10-21' }
      const script = await playwright.request.newContext({ baseURL: house.url, extraHTTPHeaders })
      opened.push(script)
      return script
    })
    for (const script of opened) await script.dispose()
  },
  readAnew: async ({ routesAs }, provide) => {
    await provide(async () => {
      const routes = await routesAs('admin')
      const answer = await routes.post(portalPaths.sync(), { data: {} })
      if (!answer.ok()) throw new Error(`The portal could not read anew: ${await answer.text()}`)
    })
  },
})

/** Content security violations come as console errors, too. */
function collectComplaints(context: BrowserContext, complaints: string[]): void {
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().stack ?? error.error().message}`))
}

/** Signs in at the real provider, the way a person does; the state then serves every test of the worker. */
async function signIn(browser: Browser, url: string, role: Role): Promise<StorageState> {
  const context = await browser.newContext({ baseURL: url })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with SSO' }).click()
  await page.getByRole('button', { name: accountNameOf(role) }).click()
  await page.waitForURL((address) => address.origin === url && !address.pathname.startsWith('/api/'))
  const state = await context.storageState()
  await context.close()
  return state
}
