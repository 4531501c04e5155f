import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '#lib/server/secret.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { demoAccounts } from '../../../scripts/identity-provider/accounts.ts'
import { startIdentityProvider } from '../../../scripts/identity-provider/provider.ts'
import type { IdentityProvider } from '../../../scripts/identity-provider/provider.ts'
import { personFromRequest } from './person.ts'
import { signOut } from './sign-out.ts'
import { TestBrowser } from './test-browser.ts'
import { portalOrigin, requestWith, testPortal } from './test-portal.ts'

const client = { id: 'steward', secret: 'client-secret', redirectUris: [`${portalOrigin}/api/auth/callback/sso`] }
const ada = demoAccounts[0]
let provider: IdentityProvider

beforeAll(async () => {
  provider = await startIdentityProvider({ port: 0, clients: [client], accounts: demoAccounts })
})
afterAll(() => provider.close())

function oidc(issuer = provider.issuer, clientSecret = client.secret) {
  return { oidc: { issuer, clientId: client.id, clientSecret: new Secret(clientSecret) } }
}

function pathOf(url: URL): string {
  return `${url.pathname}${url.search}`
}

function problemIn(response: Response): string | null {
  const location = new URL(response.headers.get('location') ?? '', portalOrigin)
  expect(location.origin).toBe(portalOrigin)
  expect(location.pathname).toBe('/sign-in')
  expect(location.searchParams.get('request_id')).toMatch(/^req_[a-f0-9]{24}$/)
  return location.searchParams.get('problem')
}

eachDatabase((_name, open) => {
  const start = async (change: ReturnType<typeof oidc> = oidc()) => {
    const portal = testPortal(await open(), change)
    const sessions = async () =>
      (await portal.parts.database.db.selectFrom('portal_session').selectAll().execute()).length
    return { portal, browser: new TestBrowser(portal), sessions }
  }

  test('a sign-in is recorded with the portal role it brought', async () => {
    const { portal, browser } = await start()
    portal.policy.groups = [{ group: ada?.groups[0] ?? '', role: 'helpdesk' }]
    const authorization = await browser.begin('/')
    if (authorization === null) throw new Error('No authorization request')
    await browser.portal('GET', pathOf(await browser.chooseAccount(authorization, 'ada')))
    const events = await portal.parts.database.db.selectFrom('audit_event').selectAll().execute()
    expect(events).toMatchObject([
      { kind: 'event', action: 'session.sign_in', actor_role: 'helpdesk', actor_subject: 'ada', result: 'succeeded' },
    ])
  })

  test('1, 8: the whole way: in with a code, out with every copy of the cookie dead', async () => {
    const { portal, browser } = await start()
    const authorization = await browser.begin('/members?role=admin')
    if (authorization === null) throw new Error('No authorization request')
    const asked = authorization.searchParams
    expect(authorization.origin).toBe(provider.issuer)
    expect(asked.get('code_challenge_method')).toBe('S256')
    for (const check of ['code_challenge', 'state', 'nonce'])
      expect(asked.get(check)?.length, check).toBeGreaterThan(20)
    expect(asked.get('response_type')).toBe('code')
    expect(browser.cookie).not.toContain('portal-csrf')

    const callback = await browser.chooseAccount(authorization, 'ada')
    const back = await browser.portal('GET', pathOf(callback))
    expect(back.status).toBe(303)
    expect(back.headers.get('location')).toBe(`${portalOrigin}/members?role=admin`)
    expect([...browser.portalCookies.keys()]).toEqual(['portal-session'])
    const [line] = back.headers.getSetCookie().filter((cookie) => cookie.startsWith('portal-session='))
    expect(line).toMatch(/HttpOnly/)
    expect(line).toMatch(/SameSite=Lax/)
    expect(line).toMatch(/Path=\//)

    const cookie = browser.cookie
    const signedIn = await personFromRequest(portal.parts, requestWith({ cookie }))
    expect(signedIn).toMatchObject({
      issuer: provider.issuer,
      subject: 'ada',
      token_id: null,
      person: { name: ada.name, email: ada.email, role: null, via: 'browser' },
    })
    portal.policy.groups = [{ group: ada.groups[0], role: 'admin' }]
    expect((await personFromRequest(portal.parts, requestWith({ cookie })))?.person.role).toBe('admin')

    const leave = new Request(`${portalOrigin}/api/portal/sign-out`, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    })
    const left = await signOut(portal.parts, leave)
    expect(left.headers.get('location')).toBe(`${portalOrigin}/sign-in?signed_out=1`)
    expect(await personFromRequest(portal.parts, requestWith({ cookie }))).toBeNull()
  })

  describe('2: refused, and no session is left behind', () => {
    const begun = async () => {
      const started = await start()
      const authorization = await started.browser.begin()
      if (authorization === null) throw new Error('No authorization request')
      return { ...started, callback: await started.browser.chooseAccount(authorization, 'ada') }
    }

    test.each([
      ['a wrong state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
      ['no state', (url: URL) => url.searchParams.delete('state')],
      ['a wrong code', (url: URL) => url.searchParams.set('code', 'x'.repeat(43))],
      ['no code', (url: URL) => url.searchParams.delete('code')],
      ['two codes', (url: URL) => url.searchParams.append('code', 'y')],
      ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
    ])('%s', async (_what, change) => {
      const { browser, callback, sessions } = await begun()
      change(callback)
      expect(problemIn(await browser.portal('GET', pathOf(callback)))).toBe('failed')
      expect(await sessions()).toBe(0)
      expect(browser.cookie).toBe('')
    })

    test.each(['portal-state', 'portal-nonce', 'portal-pkce'])('a callback without the cookie %s', async (name) => {
      const { browser, callback, sessions } = await begun()
      browser.portalCookies.delete(name)
      expect(problemIn(await browser.portal('GET', pathOf(callback)))).toBe('failed')
      expect(await sessions()).toBe(0)
    })

    test.each(['portal-state', 'portal-nonce', 'portal-pkce'])(
      'a callback with the %s of another sign-in',
      async (name) => {
        const { portal, browser, callback, sessions } = await begun()
        const other = new TestBrowser(portal)
        await other.begin()
        browser.portalCookies.set(name, other.portalCookies.get(name) ?? '')
        expect(problemIn(await browser.portal('GET', pathOf(callback)))).toBe('failed')
        expect(await sessions()).toBe(0)
      },
    )

    test("16: a finished callback address in somebody else's browser (login CSRF)", async () => {
      const { portal, callback, sessions } = await begun()
      expect(problemIn(await new TestBrowser(portal).portal('GET', pathOf(callback)))).toBe('failed')
      expect(await sessions()).toBe(0)
    })

    test('the same callback twice', async () => {
      const { browser, callback, sessions } = await begun()
      const before = new Map(browser.portalCookies)
      await browser.portal('GET', pathOf(callback))
      for (const [name, value] of before) browser.portalCookies.set(name, value)
      expect(problemIn(await browser.portal('GET', pathOf(callback)))).toBe('failed')
      expect(await sessions()).toBe(1)
    })

    test('a cancelled sign-in says so', async () => {
      const { browser, sessions } = await begun()
      const cancelled = await browser.portal('GET', '/api/auth/callback/sso?error=access_denied&state=x')
      expect(problemIn(cancelled)).toBe('cancelled')
      expect(await sessions()).toBe(0)
    })

    test('a client secret the provider does not know', async () => {
      const { portal, browser, sessions } = await start(oidc(provider.issuer, 'wrong-secret'))
      const authorization = await browser.begin()
      if (authorization === null) throw new Error('No authorization request')
      const callback = await browser.chooseAccount(authorization, 'ada')
      expect(problemIn(await browser.portal('GET', pathOf(callback)))).toBe('failed')
      expect(await sessions()).toBe(0)
      expect(portal.lines.join('\n')).not.toContain('wrong-secret')
    })

    test('a provider that cannot be reached', async () => {
      const { browser, sessions } = await start(oidc('http://127.0.0.1:9'))
      const response = await browser.portal('POST', '/api/auth/signin/sso', {
        headers: { 'sec-fetch-site': 'same-origin' },
      })
      expect(problemIn(response)).toBe('provider_unreachable')
      expect(await sessions()).toBe(0)
    })

    test.each([{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, {}])(
      'a sign-in asked for by another site: %j',
      async (headers) => {
        const { browser } = await start()
        expect(problemIn(await browser.portal('POST', '/api/auth/signin/sso', { headers }))).toBe('cross_site')
        expect(browser.portalCookies.has('portal-state')).toBe(false)
      },
    )
  })

  test.each([
    ['//evil.example', '/'],
    ['https://evil.example/', '/'],
    ['/\\evil.example', '/'],
    [`/${'a'.repeat(3000)}`, '/'],
    ['/keys?status=active', '/keys?status=active'],
  ])('18: asked to return to %s it returns to %s', async (asked, landed) => {
    const { browser } = await start()
    const authorization = await browser.begin(asked)
    if (authorization === null) throw new Error('No authorization request')
    const callback = await browser.chooseAccount(authorization, 'nina')
    const back = await browser.portal('GET', pathOf(callback))
    expect(back.headers.get('location')).toBe(`${portalOrigin}${landed}`)
  })

  test.each([
    'https://evil.example/',
    '//evil.example',
    'junk',
    '%',
    `${portalOrigin}.evil.example/`,
    `${portalOrigin}//evil.example`,
  ])('18: a return cookie of %s leads to the start page', async (value) => {
    const { browser } = await start()
    const authorization = await browser.begin('/keys')
    if (authorization === null) throw new Error('No authorization request')
    const callback = await browser.chooseAccount(authorization, 'nina')
    browser.portalCookies.set('portal-return-to', encodeURIComponent(value))
    const back = await browser.portal('GET', pathOf(callback))
    expect(back.headers.get('location')).toBe(`${portalOrigin}/`)
  })

  test.each([
    ['POST', 'session'],
    ['GET', 'session'],
    ['POST', '_log'],
    ['GET', 'csrf'],
    ['GET', 'providers'],
    ['GET', 'signin'],
    ['GET', 'signin/sso'],
    ['POST', 'signin'],
    ['POST', 'signin/other'],
    ['POST', 'signin/sso/more'],
    ['GET', 'signout'],
    ['POST', 'signout'],
    ['POST', 'callback/sso'],
    ['POST', 'callback/credentials'],
    ['GET', 'callback/other'],
    ['GET', 'error'],
    ['GET', 'verify-request'],
  ])('14, 19: %s /api/auth/%s is not there', async (method, action) => {
    const { portal, browser } = await start()
    const form = { level: 'error', code: 'injected', data: '{"role":"admin"}' }
    const response = await browser.portal(method, `/api/auth/${action}`, method === 'POST' ? { form } : {})
    expect(response.status).toBe(404)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(portal.lines).toEqual([])
  })
})
