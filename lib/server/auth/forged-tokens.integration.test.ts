import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '#lib/server/secret.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { TestBrowser } from './test-browser.ts'
import { portalOrigin, testPortal } from './test-portal.ts'

const ours = generateKeyPairSync('rsa', { modulusLength: 2048 })
const strangers = generateKeyPairSync('rsa', { modulusLength: 2048 })
const nowS = () => Math.floor(Date.now() / 1000)
/** Only a few failures a minute are recorded, so each sign-in has a minute of its own. */
let minutes = 0

type Forgery = { header?: object; claims?: object; sign?: (input: string) => string }

function rs256(key: KeyObject): (input: string) => string {
  return (input) => createSign('RSA-SHA256').update(input).sign(key, 'base64url')
}

/** A provider that says whatever the test wants it to say. */
let issuer = ''
let forgery: Forgery = {}
let nonce = ''
let server: Server

function idToken(): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = { alg: 'RS256', typ: 'JWT', kid: 'ours', ...forgery.header }
  const told = { iss: issuer, sub: 'mallory', aud: 'steward', iat: nowS(), exp: nowS() + 300, nonce, auth_time: nowS() }
  const claims = { ...told, email: 'mallory@example.com', email_verified: true, groups: [], ...forgery.claims }
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${(forgery.sign ?? rs256(ours.privateKey))(input)}`
}

function answerTo(path: string): object {
  if (path.startsWith('/.well-known/'))
    return {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    }
  if (path === '/jwks')
    return { keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'ours', alg: 'RS256', use: 'sig' }] }
  return { access_token: 'access', token_type: 'Bearer', expires_in: 300, id_token: idToken() }
}

beforeAll(async () => {
  server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answerTo(request.url ?? '')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const publicPem = ours.publicKey.export({ format: 'pem', type: 'spki' })

const forgeries: [string, () => Forgery][] = [
  ['of another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
  ['for another audience', () => ({ claims: { aud: 'somebody-else' } })],
  [
    'for several audiences and another authorized party',
    () => ({ claims: { aud: ['steward', 'other'], azp: 'other' } }),
  ],
  ['that has expired', () => ({ claims: { exp: nowS() - 600, iat: nowS() - 900 } })],
  ['that is issued in an hour', () => ({ claims: { iat: nowS() + 3600, exp: nowS() + 7200 } })],
  ['without a nonce', () => ({ claims: { nonce: undefined } })],
  ['with another nonce', () => ({ claims: { nonce: 'another' } })],
  ['that is not signed (alg none)', () => ({ header: { alg: 'none', kid: undefined }, sign: () => '' })],
  [
    'signed with our public key as an HMAC secret',
    () => ({
      header: { alg: 'HS256' },
      sign: (input) => createHmac('sha256', publicPem).update(input).digest('base64url'),
    }),
  ],
  [
    'signed with a key that the provider does not name',
    () => ({ header: { kid: 'theirs' }, sign: rs256(strangers.privateKey) }),
  ],
  ['signed with a stranger’s key under our key’s name', () => ({ sign: rs256(strangers.privateKey) })],
  ['without a subject', () => ({ claims: { sub: undefined } })],
]

eachDatabase((_, open) => {
  const signIn = async () => {
    const oidc = { issuer, clientId: 'steward', clientSecret: new Secret('client-secret') }
    const portal = testPortal(await open(), { oidc })
    minutes += 1
    portal.clock.nowMs += minutes * 60_000
    const browser = new TestBrowser(portal)
    const asked = (await browser.begin('/members'))?.searchParams
    nonce = asked?.get('nonce') ?? ''
    const query = new URLSearchParams({ code: 'any', state: asked?.get('state') ?? '' })
    const response = await browser.portal('GET', `/api/auth/callback/sso?${query.toString()}`)
    const location = new URL(response.headers.get('location') ?? '', portalOrigin)
    const { db } = portal.parts.database
    return {
      location,
      sessions: await db.selectFrom('portal_session').selectAll().execute(),
      events: await db.selectFrom('audit_event').selectAll().execute(),
    }
  }

  test('a true ID token of this provider signs in', async () => {
    forgery = {}
    const { location, sessions } = await signIn()
    expect(location.pathname).toBe('/members')
    expect(sessions).toHaveLength(1)
  })

  test.each(forgeries)('2: an ID token %s is refused, and no session begins', async (_what, forge) => {
    forgery = forge()
    const { location, sessions, events } = await signIn()
    expect(location.pathname).toBe('/sign-in')
    expect(location.searchParams.get('problem')).toMatch(/^(failed|refused|clock)$/)
    expect(sessions).toEqual([])
    expect(events).toMatchObject([{ kind: 'denied', action: 'session.sign_in', result: 'refused' }])
  })

  test.each([
    ['tells no time', undefined],
    ['tells a time as text', 'yesterday'],
    ['tells half a second', 1.5],
    ['tells a time before there was any', -5],
  ])('15: a token that %s makes a session that is never fresh', async (_what, auth_time) => {
    forgery = { claims: { auth_time } }
    expect((await signIn()).sessions).toMatchObject([{ auth_ms: 0 }])
  })

  test('15: a token that tells a time to come is refused', async () => {
    forgery = { claims: { auth_time: nowS() + minutes * 60 + 300 } }
    const { location, sessions } = await signIn()
    expect(location.searchParams.get('problem')).toBe('clock')
    expect(sessions).toEqual([])
  })
})
