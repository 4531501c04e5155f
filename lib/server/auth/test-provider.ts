import 'server-only'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'

export type Forged = {
  header?: Record<string, unknown>
  claims?: Record<string, unknown>
  key?: 'own' | 'other' | 'public' | 'none'
}

const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** For tests: a provider that signs whatever it is told to, right or wrong. `answer` decides the next ID token. */
export async function startForgingProvider(clientId: string) {
  const next = { forged: {} as Forged, nonce: '' }
  const server = createServer((request, response) => {
    const json = (body: object) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    const at = new URL(request.url ?? '/', issuer()).pathname
    if (at === '/jwks')
      return json({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'own', alg: 'RS256', use: 'sig' }] })
    if (at === '/token')
      return json({
        access_token: 'a',
        token_type: 'Bearer',
        expires_in: 60,
        id_token: idToken(next.forged, next.nonce),
      })
    return json({
      issuer: issuer(),
      authorization_endpoint: `${issuer()}/authorize`,
      token_endpoint: `${issuer()}/token`,
      jwks_uri: `${issuer()}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const issuer = () => {
    const address = server.address()
    return `http://127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}`
  }
  const idToken = ({ header = {}, claims = {}, key = 'own' }: Forged, nonce: string): string => {
    const now = Math.floor(Date.now() / 1000)
    const usual = { iss: issuer(), aud: clientId, sub: 'ada', iat: now, exp: now + 300, nonce, auth_time: now }
    const told = { ...usual, email: 'ada@example.com', email_verified: true, groups: ['red'], ...claims }
    const signed = `${part({ alg: 'RS256', kid: 'own', ...header })}.${part(told)}`
    return `${signed}.${signature(signed, key)}`
  }
  return {
    issuer: issuer(),
    answer: (nonce: string, forged: Forged) => Object.assign(next, { nonce, forged }),
    close: () => new Promise<void>((closed) => void server.close(() => closed())),
  }
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function signature(text: string, key: NonNullable<Forged['key']>): string {
  if (key === 'none') return ''
  if (key === 'public') {
    const pem = own.publicKey.export({ type: 'spki', format: 'pem' })
    return createHmac('sha256', pem).update(text).digest('base64url')
  }
  return sign('RSA-SHA256', Buffer.from(text), (key === 'own' ? own : other).privateKey).toString('base64url')
}
