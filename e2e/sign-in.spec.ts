import { expect, test } from './fixtures.ts'

test('somebody who is not signed in is asked to, and comes back to the page they wanted', async ({ page }) => {
  await page.goto('/members')
  await expect(page.getByRole('heading', { name: 'Sign in to Steward' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign in with SSO' }).click()
  await page.getByRole('button', { name: 'Ada Lindqvist' }).click()
  await expect(page.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible()
  expect(new URL(page.url()).pathname).toBe('/members')
})

test('signing out ends every copy of the session', async ({ page, context, browser, house, watch }) => {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with SSO' }).click()
  await page.getByRole('button', { name: 'Henry Okafor' }).click()
  await expect(page).toHaveURL(`${house.url}/`)
  const copied = await browser.newContext({ baseURL: house.url, storageState: await context.storageState() })
  watch(copied)
  const copy = await copied.newPage()
  await copy.goto('/members')
  await expect(copy.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible()

  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in to Steward' })).toBeVisible()
  await copy.goto('/members')
  await expect(copy.getByRole('heading', { name: 'Sign in to Steward' })).toBeVisible()
  await copied.close()
})

test('somebody without a portal role learns that they have none', async ({ signedInAs }) => {
  const page = await signedInAs('nobody')
  await page.goto('/members')
  await expect(page.getByText(/no portal role/i).first()).toBeVisible()
  await expect(page.getByRole('table')).toHaveCount(0)
})

test('a portal token opens the gateway, a wrong one does not', async ({ portalToken, request }) => {
  const ask = (token: string) =>
    request.get('/api/v1/organizations/users?limit=5', {
      headers: { authorization: `Bearer ${token}`, 'anthropic-version': '2026-10-21' },
    })
  expect((await ask(await portalToken('auditor'))).status()).toBe(200)
  expect((await ask(`stw_${'x'.repeat(43)}`)).status()).toBe(401)
})
