import type { Page } from '@playwright/test'
import { pagePaths, portalPaths } from '#lib/paths.ts'
import { expect, test } from './fixtures.ts'
import { openRedirects } from './hostile.ts'
import { accountNameOf } from './house.ts'
import { cookieHeader, inTurns, ownPageHeaders, rawRequest } from './raw-request.ts'

test.use({ world: { seed: 22, members: 20, invites: 4, workspaces: 4, keys: 12 } })

const signOut = '/api/portal/sign-out'
const beginSignIn = '/api/auth/signin/sso'

async function signInAfresh(page: Page): Promise<string> {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Sign in with SSO' }).click()
  await page.getByRole('button', { name: accountNameOf('auditor') }).click()
  await expect(page).toHaveURL(/:\d+\/$/)
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
  return cookieHeader(await page.context().storageState())
}

async function statusAs(url: string, cookie: string): Promise<number> {
  return (await rawRequest(url, portalPaths.members(), { headers: { cookie } })).status
}

test('8: a copied cookie is dead within a second of the sign-out', async ({ page, house }) => {
  const copied = await signInAfresh(page)
  expect(await statusAs(house.url, copied)).toBe(200)
  const headers = { cookie: copied, ...ownPageHeaders(house.url) }
  const answer = await rawRequest(house.url, signOut, { method: 'POST', headers, body: '{}' })
  expect(answer.status).toBe(200)
  expect(await statusAs(house.url, copied)).toBe(401)
  const asked = await rawRequest(house.url, pagePaths.members(), { headers: { cookie: copied } })
  expect(asked.headers.location ?? asked.text).toContain('/sign-in')
})

test('14, 19: next-auth’s own doors are not there', async ({ house, sessions }) => {
  const cookie = cookieHeader(await sessions('auditor'))
  const before = await rawRequest(house.url, portalPaths.audit(), { headers: { cookie } })
  const said = house.portal.output().length
  const marker = 'written-by-a-stranger'
  const doors: [string, string][] = [
    ['POST', 'session'],
    ['POST', '_log'],
    ['POST', 'signout'],
    ['POST', 'callback/sso'],
    ['POST', 'callback/credentials'],
    ['POST', 'signin'],
    ['POST', 'signin/other'],
    ...['session', 'csrf', 'providers', 'error', 'signin', 'signin/sso', 'signout', 'verify-request', '_log'].map(
      (door): [string, string] => ['GET', door],
    ),
  ]
  for (const [method, door] of doors) {
    const body = JSON.stringify({ level: 'error', message: marker, data: { role: 'admin', sub: 'other' } })
    const headers = { ...ownPageHeaders(house.url), cookie }
    const answer = await rawRequest(house.url, `/api/auth/${door}`, {
      method,
      headers,
      ...(method === 'POST' ? { body } : {}),
    })
    expect({ method, door, status: answer.status }).toEqual({ method, door, status: 404 })
    expect(answer.text).toBe('{"error":"not_found"}')
  }
  expect(house.portal.output().slice(said)).not.toContain(marker)
  const after = await rawRequest(house.url, portalPaths.audit(), { headers: { cookie } })
  expect(rowsIn(after.text)).toBe(rowsIn(before.text))
  const settings = await rawRequest(house.url, portalPaths.sync(), {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
  })
  expect(settings.status).toBe(403)
})

function rowsIn(text: string): unknown {
  const view: unknown = JSON.parse(text)
  return typeof view === 'object' && view !== null && 'total' in view ? view.total : null
}

test('17: nobody is signed out by a link, another site or a bare request', async ({ page, house }) => {
  const cookie = await signInAfresh(page)
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const attempts = [
    { method: 'GET', at: '/api/auth/signout', headers: {} },
    { method: 'GET', at: signOut, headers: {} },
    { method: 'HEAD', at: signOut, headers: {} },
    { method: 'POST', at: '/api/auth/signout', headers: form },
    { method: 'POST', at: signOut, headers: form },
    { method: 'POST', at: signOut, headers: { ...form, origin: 'https://evil.example' } },
    { method: 'POST', at: signOut, headers: { ...form, origin: 'null' } },
    { method: 'POST', at: signOut, headers: { ...form, 'sec-fetch-site': 'cross-site', origin: house.url } },
    { method: 'POST', at: signOut, headers: { ...form, 'sec-fetch-site': 'same-site', origin: house.url } },
  ]
  for (const { method, at, headers } of attempts) {
    const { status } = await rawRequest(house.url, at, { method, headers: { cookie, ...headers } })
    expect([403, 404, 405], `${method} ${at} ${JSON.stringify(headers)}`).toContain(status)
    expect(await statusAs(house.url, cookie)).toBe(200)
  }
})

test('18: no return address leads away, and none breaks the sign-in', async ({ house, sessions }) => {
  const cookie = cookieHeader(await sessions('auditor'))
  await inTurns(openRedirects, async (address) => {
    for (const name of ['return_to', 'callbackUrl']) {
      const query = new URLSearchParams([[name, address]]).toString()
      const signedIn = await rawRequest(house.url, `/sign-in?${query}`, { headers: { cookie } })
      expect(landing(house.url, signedIn.headers.location ?? redirectIn(signedIn.text)), address).toBe(house.url)
      const stranger = await rawRequest(house.url, `/sign-in?${query}`)
      expect(stranger.status, address).toBe(200)
      const field = /name="return_to" value="([^"]*)"/.exec(stranger.text)?.[1]
      expect(landing(house.url, field?.replaceAll('&amp;', '&')), address).toBe(house.url)
      const begun = await rawRequest(house.url, `${beginSignIn}?${query}`, {
        method: 'POST',
        headers: { ...ownPageHeaders(house.url), 'content-type': 'application/x-www-form-urlencoded' },
        body: query,
      })
      expect(begun.status, address).toBe(200)
      const kept = begun.headers['set-cookie']?.find((line) => line.startsWith('portal-return-to='))
      const target = decodeURIComponent(/=([^;]*)/.exec(kept ?? '')?.[1] ?? '')
      expect(landing(house.url, target), address).toBe(house.url)
    }
  })
  for (const raw of ['return_to=%ff', 'return_to=%', 'return_to=a&return_to=b', 'return_to[]=//evil.example'])
    expect((await rawRequest(house.url, `/sign-in?${raw}`)).status).toBeLessThan(500)
})

function redirectIn(text: string): string | undefined {
  return /NEXT_REDIRECT;\w+;([^;]*);/.exec(text)?.[1]
}

function landing(url: string, address: string | undefined): string {
  return address === undefined || address === '' ? 'nowhere' : new URL(address, url).origin
}

test('18: a forged return cookie does not lead away after the sign-in', async ({ page, context, house }) => {
  for (const forged of [
    'https://evil.example/',
    '//evil.example/',
    `${house.url}@evil.example/`,
    `${house.url}/api/health`,
  ]) {
    await context.clearCookies()
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'Sign in with SSO' }).click()
    await expect(page.getByRole('button', { name: accountNameOf('auditor') })).toBeVisible()
    await context.addCookies([{ name: 'portal-return-to', value: encodeURIComponent(forged), url: house.url }])
    await page.getByRole('button', { name: accountNameOf('auditor') }).click()
    await expect(page).toHaveURL(`${house.url}/`)
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible()
  }
})
