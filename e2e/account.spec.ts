import Anthropic, { AuthenticationError } from '@anthropic-ai/sdk'
import type { Page } from '@playwright/test'
import SQLite from 'better-sqlite3'
import path from 'node:path'
import { portalPaths } from '#lib/paths.ts'
import { expect, test } from './fixtures.ts'
import type { Role } from './fixtures.ts'
import { untilMirrored } from './gateway.ts'
import { accountNameOf } from './house.ts'
import { unlike } from './objects.ts'
import { openPage } from './table.ts'

test.use({
  world: { seed: 31, members: 20, invites: 4, workspaces: 4, keys: 12, environment: { STEP_UP_MINUTES: '5' } },
  expectedInConsole: [/status of 40[139]/],
})

/** Signs in at the provider, which asks who is there: nobody is signed in there in a new browser. */
async function signIn(page: Page, role: Role): Promise<void> {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with SSO' }).click()
  await page.getByRole('button', { name: accountNameOf(role) }).click()
  await page.waitForURL((address) => !address.pathname.startsWith('/api/') && address.pathname !== '/sign-in')
}

/** Opens one's own account and waits until it answers: only the browser knows how long ago something was. */
async function openAccount(page: Page): Promise<void> {
  await page.goto('/settings')
  const sessions = page.getByRole('table', { name: 'Browsers you are signed in with' })
  await expect(sessions.getByText(/^(just now|.* ago)$/).first()).toBeVisible()
}

/** What one of our own pages sends. */
async function send(page: Page, address: string, data: object = {}): Promise<number> {
  const { origin } = new URL(page.url())
  return (await page.request.post(address, { headers: { origin, 'x-portal-request': '1' }, data })).status()
}

/** Lets time pass since everybody proved who they are. */
function ageSignIns(dataDir: string, minutes: number): void {
  const database = new SQLite(path.join(dataDir, 'steward.db'), { timeout: 10_000 })
  database.prepare('update portal_session set auth_ms = auth_ms - ?').run(minutes * 60_000)
  database.close()
}

test('11: one sees where one is signed in, and ends another browser from here', async ({
  page,
  browser,
  house,
  watch,
}) => {
  await signIn(page, 'helpdesk')
  const elsewhere = await browser.newContext({ baseURL: house.url })
  watch(elsewhere)
  const other = await elsewhere.newPage()
  await signIn(other, 'helpdesk')
  await openAccount(page)
  const sessions = page.getByRole('table', { name: 'Browsers you are signed in with' })
  const mine = sessions.getByRole('row', { name: /This browser/ })
  await expect(mine).toContainText('Chrome on')
  await expect(mine.getByRole('button', { name: 'End' })).toHaveAccessibleDescription(/the browser you are using/)
  await expect(sessions.getByRole('row', { name: /Chrome/ })).toHaveCount(2)
  await sessions.getByRole('row').filter({ hasNotText: 'This browser' }).getByRole('button', { name: 'End' }).click()
  await expect(sessions.getByRole('row', { name: /Chrome/ })).toHaveCount(1)
  expect((await other.request.get(portalPaths.members())).status()).toBe(401)
  await other.goto('/settings')
  await expect(other.getByRole('heading', { name: 'Sign in to Steward' })).toBeVisible()
  expect((await page.request.get(portalPaths.members())).status()).toBe(200)
  await elsewhere.close()
})

test('a token is made, shown once, used with the official SDK, and revoked', async ({
  page,
  house,
  emulator,
  portalToken,
}) => {
  await untilMirrored(house.url, await portalToken('admin'), emulator)
  await signIn(page, 'helpdesk')
  await openAccount(page)
  const name = unlike('ci')
  await page.getByRole('button', { name: 'Make a token…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Make a token' })
  await dialog.getByLabel('Name').fill(name)
  await expect(dialog.getByLabel('Portal role').getByRole('option')).toHaveText(['Help desk'])
  await dialog.getByRole('button', { name: 'Make token' }).click()
  const shown = page.getByRole('dialog', { name: `Token ${name}` })
  const secret = await shown.getByLabel('Token').inputValue()
  await shown.getByRole('button', { name: 'Done' }).click()
  expect(secret).toMatch(/^stw_[\w-]{43}$/)
  const client = new Anthropic({ apiKey: secret, baseURL: `${house.url}/api`, maxRetries: 0 })
  expect((await client.organization.users.list()).data.length).toBeGreaterThan(0)
  await page.reload()
  const row = page.getByRole('table', { name: 'Your tokens for scripts' }).getByRole('row', { name: new RegExp(name) })
  await expect(row).toContainText('Valid')
  await expect(row.getByRole('time')).not.toHaveCount(0)
  expect(await page.content()).not.toContain(secret)
  await row.getByRole('button', { name: 'Revoke…' }).click()
  const revoking = page.getByRole('dialog', { name: `Revoke the token ${name}?` })
  await revoking.getByLabel(/to confirm/).fill(name)
  await revoking.getByRole('button', { name: 'Revoke token' }).click()
  await expect(row).toContainText('Revoked')
  await expect(client.organization.users.list().then(() => 'answered')).rejects.toBeInstanceOf(AuthenticationError)
})

test('49: a grant holds for the very next request of somebody who is already here, and so does its end', async ({
  page,
  signedInAs,
}) => {
  const newcomer = await signedInAs('nobody')
  const status = async () => (await newcomer.request.get(portalPaths.members())).status()
  await signIn(page, 'admin')
  await openPage(page, '/settings', 'Settings')
  expect(await status()).toBe(403)
  await page.getByRole('button', { name: 'Give a grant…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Give a grant' })
  await dialog.getByLabel('Person', { exact: true }).selectOption({ label: 'Nina Petrov (nina.newcomer@example.com)' })
  await dialog.getByLabel('Portal role').selectOption('auditor')
  await dialog.getByRole('button', { name: 'Give grant' }).click()
  await expect(dialog).toHaveCount(0)
  expect(await status()).toBe(200)
  const row = page.getByRole('table', { name: 'Grants' }).getByRole('row', { name: /Nina Petrov/ })
  await expect(row).toContainText('ada.admin@example.com')
  await newcomer.goto('/members')
  await expect(newcomer.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible()
  await row.getByRole('button', { name: 'End…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End grant' }).click()
  await expect(row).toHaveCount(0)
  expect(await status()).toBe(403)
})

test('15: a dangerous act asks for a fresh sign-in, the form asks the provider, and the act then passes', async ({
  page,
  house,
}) => {
  await signIn(page, 'admin')
  await page.goto('/settings')
  const wanted = { name: unlike('fresh'), role: 'auditor' }
  ageSignIns(house.dataDir, 6)
  expect(await send(page, portalPaths.tokens(), wanted)).toBe(403)
  expect(await send(page, portalPaths.tokens(), { ...wanted, auth_time: Date.now() })).toBe(400)
  await page.goto('/sign-in?step_up=1&return_to=/settings')
  await expect(page.getByRole('heading', { name: 'Confirm who you are' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign in again with SSO' }).click()
  await page.getByRole('button', { name: accountNameOf('admin') }).click()
  await expect(page).toHaveURL(`${house.url}/settings`)
  expect(await send(page, portalPaths.tokens(), wanted)).toBe(200)
})

test('15: a page that is told so asks for the fresh sign-in itself, and comes back to where it was', async ({
  page,
  house,
}) => {
  await signIn(page, 'helpdesk')
  await openAccount(page)
  ageSignIns(house.dataDir, 6)
  const make = async (name: string) => {
    await page.getByRole('button', { name: 'Make a token…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Make a token' })
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByRole('button', { name: 'Make token' }).click()
  }
  await make(unlike('old'))
  await page
    .getByRole('dialog', { name: 'Sign in again to go on' })
    .getByRole('button', { name: 'Sign in again' })
    .click()
  await page.getByRole('button', { name: accountNameOf('helpdesk') }).click()
  await expect(page).toHaveURL(`${house.url}/settings`)
  const fresh = unlike('fresh')
  await make(fresh)
  await expect(page.getByRole('dialog', { name: `Token ${fresh}` })).toBeVisible()
})

test('15: somebody else who answers does not take over the session', async ({ page, house }) => {
  await signIn(page, 'admin')
  ageSignIns(house.dataDir, 6)
  await page.goto('/sign-in?step_up=1&return_to=/keys')
  await page.getByRole('button', { name: 'Sign in again with SSO' }).click()
  await page.getByRole('button', { name: accountNameOf('auditor') }).click()
  await expect(page.getByText('That was somebody else')).toBeVisible()
  await page.getByRole('link', { name: 'Go back without it' }).click()
  await expect(page.getByRole('heading', { name: 'API keys', level: 1 })).toBeVisible()
  await expect(page.getByText('Ada Lindqvist')).toBeVisible()
  expect(await send(page, portalPaths.tokens(), { name: 'x', role: 'auditor' })).toBe(403)
})

test('an auditor sees who may do what, and why they may not change it', async ({ signedInAs, portalToken }) => {
  await portalToken('helpdesk')
  const page = await signedInAs('auditor')
  await openPage(page, '/settings', 'Settings')
  const give = page.getByRole('button', { name: 'Give a grant…' })
  await expect(give).toBeDisabled()
  await expect(give).toHaveAccessibleDescription(/cannot change the settings/)
  const token = page.getByRole('table', { name: 'Portal tokens' }).getByRole('row', { name: /e2e helpdesk/ })
  await expect(token.getByRole('button', { name: 'Revoke…' })).toHaveAccessibleDescription(/not yours/)
  await expect(page.getByRole('table', { name: 'Sessions of other people' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Make a token…' })).toBeEnabled()
})

test('a workspace manager finds nothing but their own account', async ({ signedInAs }) => {
  const page = await signedInAs('workspace_manager')
  await openAccount(page)
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Access' })).toHaveCount(0)
  expect((await page.request.get(portalPaths.grants())).status()).toBe(403)
})
