import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Provider } from 'oidc-provider'
import type { Configuration } from 'oidc-provider'
import type { Account } from './accounts.ts'
import { loginPage, loginStyle } from './login-page.ts'

export type IdentityProviderOptions = {
  /** 0 takes any free port. */
  port: number
  clients: readonly { id: string; secret: string; redirectUris: readonly string[] }[]
  accounts: readonly Account[]
  /** Whether an ID token says when its person proved who they are, asked or not; company providers differ. Default true. */
  tellsAuthTime?: boolean
}
export type IdentityProvider = { issuer: string; close: () => Promise<void> }

/** A real OpenID provider on loopback whose login page asks only which of the accounts you want to be. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The identity provider has no port')
  const issuer = `http://127.0.0.1:${address.port}`
  const provider = new Provider(issuer, configuration(options))
  const answer = provider.callback()
  server.on('request', (request, response) => {
    const interaction = /^\/interaction\/([\w-]{1,64})$/.exec(request.url ?? '')?.[1]
    if (interaction === undefined) void answer(request, response)
    else logIn(provider, options.accounts, request, response).catch(() => response.writeHead(400).end('Start again.'))
  })
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { issuer, close }
}

function configuration({ clients, accounts, tellsAuthTime = true }: IdentityProviderOptions): Configuration {
  return {
    clients: clients.map(({ id, secret, redirectUris }) => ({
      client_id: id,
      client_secret: secret,
      redirect_uris: [...redirectUris],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      require_auth_time: tellsAuthTime,
    })),
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    // Groups and e-mail inside the ID token, as company providers send them.
    conformIdTokenClaims: false,
    findAccount: (_context, id) => {
      const account = accounts.find((known) => known.id === id)
      if (account === undefined) return undefined
      const { name, email, email_verified, groups } = account
      return { accountId: id, claims: async () => ({ sub: id, name, email, email_verified, groups: [...groups] }) }
    },
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 900, Session: 900, Grant: 900 },
    // Consent is nobody's question here: whoever signs in has agreed to what the client may know.
    loadExistingGrant: async (context) => {
      const { client, session, params, provider } = context.oidc
      if (client === undefined || session?.accountId === undefined) return undefined
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope(typeof params?.['scope'] === 'string' ? params['scope'] : 'openid')
      await grant.save()
      return grant
    },
  }
}

/** A key of this process only: a restart forgets everybody, which is all a demo needs. */
function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'demo' }
}

async function logIn(
  provider: Provider,
  accounts: readonly Account[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await provider.interactionDetails(request, response)
  if (request.method !== 'POST') return showLogin(accounts, request, response)
  const chosen = new URLSearchParams(await bodyOf(request)).get('account')
  const account = accounts.find(({ id }) => id === chosen)
  if (account === undefined) return showLogin(accounts, request, response)
  const result = { login: { accountId: account.id, remember: false } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

function showLogin(accounts: readonly Account[], request: IncomingMessage, response: ServerResponse): void {
  const hash = createHash('sha256').update(loginStyle).digest('base64')
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'`,
  })
  response.end(loginPage(accounts, request.url ?? '/'))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > 4096) throw new Error('The form is too large')
  }
  return text
}
