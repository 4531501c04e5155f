import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Secret } from '#lib/server/secret.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { startForgingProvider } from './test-provider.ts'
import type { Forged } from './test-provider.ts'
import { personFromRequest } from './person.ts'
import { TestBrowser } from './test-browser.ts'
import { portalOrigin, requestWith, testPortal } from './test-portal.ts'

let provider: Awaited<ReturnType<typeof startForgingProvider>>
beforeAll(async () => {
  provider = await startForgingProvider('steward')
})
afterAll(() => provider.close())

const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow

eachDatabase((_name, open) => {
  async function signInWith(forged: Forged) {
    const oidc = { issuer: provider.issuer, clientId: 'steward', clientSecret: new Secret('client-secret') }
    const portal = testPortal(await open(), { oidc })
    const browser = new TestBrowser(portal)
    const asked = (await browser.begin('/keys'))?.searchParams
    provider.answer(asked?.get('nonce') ?? '', forged)
    const back = await browser.portal('GET', `/api/auth/callback/sso?code=c&state=${asked?.get('state') ?? ''}`)
    const { db } = portal.parts.database
    return {
      location: new URL(back.headers.get('location') ?? '', portalOrigin),
      signedIn: await personFromRequest(portal.parts, requestWith({ cookie: browser.cookie })),
      sessions: await db.selectFrom('portal_session').select('person_id').execute(),
      people: await db.selectFrom('person').select('id').execute(),
      events: await db.selectFrom('audit_event').select(['kind', 'action', 'problem']).execute(),
    }
  }

  test('2: the token that all the others differ from by one thing signs in', async () => {
    const { location, signedIn, events } = await signInWith({})
    expect(location.pathname).toBe('/keys')
    expect(signedIn).toMatchObject({ subject: 'ada', person: { email: 'ada@example.com' } })
    expect(events).toMatchObject([{ action: 'session.sign_in', kind: 'event' }])
  })

  describe('2: an ID token is refused', () => {
    const wrong: [string, () => Forged][] = [
      ['of another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
      ['for another client', () => ({ claims: { aud: 'somebody-else' } })],
      ['for several clients, issued to another', () => ({ claims: { aud: ['steward', 'other'], azp: 'other' } })],
      ['for several clients, issued to nobody', () => ({ claims: { aud: ['steward', 'other'] } })],
      ['that expired ten minutes ago', () => ({ claims: { exp: seconds(-600), iat: seconds(-900) } })],
      ['that begins in ten minutes', () => ({ claims: { nbf: seconds(600) } })],
      ['with the nonce of another sign-in', () => ({ claims: { nonce: 'x'.repeat(43) } })],
      ['without a nonce', () => ({ claims: { nonce: undefined } })],
      ['without a subject', () => ({ claims: { sub: undefined } })],
      ['that nobody signed', () => ({ header: { alg: 'none' }, key: 'none' })],
      ['signed with the public key as a password', () => ({ header: { alg: 'HS256' }, key: 'public' })],
      ['signed by an unknown key', () => ({ header: { kid: 'unknown' }, key: 'other' })],
      ['signed by another key under the known name', () => ({ key: 'other' })],
    ]
    test.each(wrong)('%s', async (_what, forged) => {
      const { location, signedIn, sessions, people, events } = await signInWith(forged())
      expect(location.pathname).toBe('/sign-in')
      expect(['failed', 'refused']).toContain(location.searchParams.get('problem'))
      expect(signedIn).toBeNull()
      expect({ sessions, people }).toEqual({ sessions: [], people: [] })
      expect(events.filter(({ kind }) => kind !== 'denied')).toEqual([])
    })
  })

  test.each([
    ['tells no time', undefined, 0],
    ['tells a time as text', 'yesterday', 0],
    ['tells half a second', 1.5, 0],
    ['tells a time before there was any', -5, 0],
  ])('15: a token that %s makes a session that is never fresh', async (_what, auth_time, auth_ms) => {
    expect((await signInWith({ claims: { auth_time } })).signedIn?.auth_ms).toBe(auth_ms)
  })

  test('15: a token that tells a time to come is refused', async () => {
    const { location, sessions } = await signInWith({ claims: { auth_time: seconds(120) } })
    expect(location.searchParams.get('problem')).toBe('clock')
    expect(sessions).toEqual([])
  })
})
