import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '#lib/server/secret.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { demoAccounts } from '../../../scripts/identity-provider/accounts.ts'
import { startIdentityProvider } from '../../../scripts/identity-provider/provider.ts'
import type { IdentityProvider } from '../../../scripts/identity-provider/provider.ts'
import { personFromRequest } from './person.ts'
import { stepUpCookie, stepUpOf } from './step-up.ts'
import { TestBrowser } from './test-browser.ts'
import { portalOrigin, requestWith, testPortal } from './test-portal.ts'

const client = { id: 'steward', secret: 'client-secret', redirectUris: [`${portalOrigin}/api/auth/callback/sso`] }
const minute = 60_000
let provider: IdentityProvider
let silent: IdentityProvider

beforeAll(async () => {
  provider = await startIdentityProvider({ port: 0, clients: [client], accounts: demoAccounts })
  silent = await startIdentityProvider({ port: 0, clients: [client], accounts: demoAccounts, tellsAuthTime: false })
})
afterAll(async () => {
  await provider.close()
  await silent.close()
})

eachDatabase((_name, open) => {
  const start = async (at: IdentityProvider = provider) => {
    const oidc = { issuer: at.issuer, clientId: client.id, clientSecret: new Secret(client.secret) }
    const portal = testPortal(await open(), { oidc })
    const { db } = portal.parts.database
    return {
      portal,
      browser: new TestBrowser(portal),
      who: (cookie: string) => personFromRequest(portal.parts, requestWith({ cookie })),
      events: () => db.selectFrom('audit_event').select(['kind', 'action', 'actor_subject', 'problem']).execute(),
    }
  }
  type Started = Awaited<ReturnType<typeof start>>

  async function answer({ browser }: Started, account: string, form: Record<string, string> = {}) {
    const authorization = await browser.begin('/keys', form)
    if (authorization === null) throw new Error('No authorization request')
    const callback = await browser.chooseAccount(authorization, account)
    const response = await browser.portal('GET', `${callback.pathname}${callback.search}`)
    return { authorization, location: new URL(response.headers.get('location') ?? '', portalOrigin) }
  }

  test('15: a sign-in is as old as the provider says, however new the session is', async () => {
    const started = await start()
    const { browser, who, portal } = started
    // The provider tells whole seconds of its own clock, which must not seem to be in our future.
    portal.clock.nowMs = Date.now() + 2_000
    await answer(started, 'ada')
    const first = await who(browser.cookie)
    expect(browser.asked).toBe(1)
    expect(Math.abs((first?.auth_ms ?? 0) - portal.clock.nowMs)).toBeLessThan(5_000)
    portal.clock.nowMs += 10 * minute
    await answer(started, 'ada')
    expect(browser.asked).toBe(1)
    const second = await who(browser.cookie)
    expect(second?.session_hash).not.toBe(first?.session_hash)
    expect(second?.auth_ms).toBe(first?.auth_ms)
  })

  test('15: a provider that does not say when leaves a session that is never fresh', async () => {
    const started = await start(silent)
    await answer(started, 'ada')
    expect((await started.who(started.browser.cookie))?.auth_ms).toBe(0)
  })

  test('15: a sign-in of the future is refused beyond a minute of skew', async () => {
    const started = await start()
    started.portal.clock.nowMs = Date.now() - 5 * minute
    expect((await answer(started, 'ada')).location.searchParams.get('problem')).toBe('clock')
    started.portal.clock.nowMs = Date.now() - 30_000
    await answer(started, 'ada')
    const signedIn = await started.who(started.browser.cookie)
    expect(signedIn?.auth_ms).toBe(started.portal.clock.nowMs)
  })

  test('15: a step-up asks the provider anew, and its session replaces the old one', async () => {
    const started = await start()
    const { browser, who, events } = started
    await answer(started, 'ada')
    const old = browser.cookie
    const { authorization, location } = await answer(started, 'ada', { step_up: '1' })
    expect(authorization.searchParams.get('prompt')).toBe('login')
    expect(authorization.searchParams.get('max_age')).toBe('0')
    expect(browser.asked).toBe(2)
    expect(location.href).toBe(`${portalOrigin}/keys`)
    expect([...browser.portalCookies.keys()]).toEqual(['portal-session'])
    expect(await who(old)).toBeNull()
    expect((await who(browser.cookie))?.subject).toBe('ada')
    expect((await events()).map(({ action }) => action)).toEqual(['session.sign_in', 'session.step_up'])
  })

  test('15: a step-up answered by somebody else is refused and recorded, and the session stays as it was', async () => {
    const started = await start()
    const { browser, who, events } = started
    await answer(started, 'ada')
    const before = await who(browser.cookie)
    browser.forgetProvider()
    const { location } = await answer(started, 'henry', { step_up: '1' })
    expect(location.pathname).toBe('/sign-in')
    expect(location.searchParams.get('problem')).toBe('step_up_other_person')
    expect(location.searchParams.get('step_up')).toBe('1')
    expect(location.searchParams.get('return_to')).toBe('/keys')
    expect(await who(browser.cookie)).toEqual(before)
    expect((await events()).at(-1)).toMatchObject({
      kind: 'denied',
      action: 'session.step_up',
      actor_subject: 'ada',
      problem: 'step_up_other_person',
    })
    expect(await started.portal.parts.database.db.selectFrom('person').select('subject').execute()).toEqual([
      { subject: 'ada' },
    ])
  })

  test('15: a step-up answered with an earlier sign-in is refused', async () => {
    const started = await start()
    const { browser, who, portal } = started
    await answer(started, 'ada')
    portal.clock.nowMs += 10 * minute
    const before = await who(browser.cookie)
    const { location } = await answer(started, 'ada', { step_up: '1' })
    expect(location.searchParams.get('problem')).toBe('step_up_not_fresh')
    expect((await who(browser.cookie))?.session_hash).toBe(before?.session_hash)
  })

  test('15: a cancelled step-up leaves the session, and the next ordinary sign-in is bound to nobody', async () => {
    const started = await start()
    const { browser, who } = started
    await answer(started, 'ada')
    await browser.begin('/keys', { step_up: '1' })
    const back = await browser.portal('GET', '/api/auth/callback/sso?error=access_denied&state=x')
    const location = new URL(back.headers.get('location') ?? '', portalOrigin)
    expect(location.searchParams.get('problem')).toBe('cancelled')
    expect(location.searchParams.get('step_up')).toBe('1')
    expect((await who(browser.cookie))?.subject).toBe('ada')
    await browser.begin('/keys', { step_up: '1' })
    expect([...browser.portalCookies.keys()]).toContain('portal-step-up')
    const other = new TestBrowser(started.portal)
    await answer({ ...started, browser: other }, 'henry', { step_up: '1' })
    expect((await who(other.cookie))?.subject).toBe('henry')
    await browser.begin('/keys')
    expect([...browser.portalCookies.keys()]).not.toContain('portal-step-up')
  })

  test('15: a step-up’s cookie is ours alone: not a session’s, not another portal’s, not the client’s own words', async () => {
    const { portal, browser } = await start()
    const stranger = await start()
    const { env } = portal.parts
    const stepUp = { person_id: 'person_1', at_ms: 5 }
    const read = (value: string) => stepUpOf(env, requestWith({ cookie: `portal-step-up=${value}` }))
    const valueOf = (line: string) => line.split(';')[0]?.split('=')[1] ?? ''
    expect(await read(valueOf(await stepUpCookie(env, stepUp)))).toEqual(stepUp)
    expect(await read(valueOf(await stepUpCookie(stranger.portal.parts.env, stepUp)))).toBeNull()
    expect(await read(JSON.stringify(stepUp))).toBeNull()
    expect(browser.cookie).toBe('')
  })
})
