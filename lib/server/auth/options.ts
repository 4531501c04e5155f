import 'server-only'
import type { AuthOptions, LoggerInstance } from 'next-auth'
import type { OAuthConfig } from 'next-auth/providers/oauth'
import { pagePaths } from '#lib/paths.ts'
import type { Env } from '#lib/server/env.ts'
import { cookieAttributes, cookieName, sessionCookieName } from './cookies.ts'
import { safeReturnTo } from './return-to.ts'

export const providerId = 'sso'
export const csrfCookie = 'portal-csrf'

type OptionsEnv = Pick<Env, 'portalUrl' | 'sessionSecret' | 'sessionHours' | 'oidc'>

/** What our side does when the provider has vouched for somebody. */
export type SignInHooks = {
  allows: (claims: unknown) => Promise<boolean>
  /** Resolves to the session secret for the cookie. */
  begins: (claims: unknown) => Promise<string>
}

/** next-auth keeps one logger for the whole process, so nothing of a single request may hang on it. */
export type StepLog = (code: string, error: unknown) => void

/**
 * next-auth carries out the OIDC exchange and nothing else: no adapter, no linking, no pages, no session refresh.
 * `ask` goes to the provider with the authorization request.
 */
export function authOptions(
  env: OptionsEnv,
  hooks: SignInHooks,
  log: StepLog,
  ask: Record<string, string> = {},
): AuthOptions {
  const maxAge = env.sessionHours * 3600
  return {
    providers: [oidcProvider(env, ask)],
    secret: env.sessionSecret.reveal(),
    session: { strategy: 'jwt', maxAge },
    jwt: { maxAge },
    pages: { signIn: pagePaths.signIn(), error: pagePaths.signIn() },
    cookies: cookiesFor(env),
    logger: quietLogger(log),
    callbacks: {
      redirect: ({ url }) => {
        const { origin } = env.portalUrl
        const path = safeReturnTo(url.startsWith(`${origin}/`) ? url.slice(origin.length) : url, env.portalUrl)
        return `${origin}${path ?? '/'}`
      },
      signIn: ({ profile }) => hooks.allows(profile),
      // The cookie carries the session's secret only; whatever else a client feeds in here is dropped.
      jwt: async ({ account, profile, trigger }) =>
        trigger === 'signIn' && account !== null ? { sid: await hooks.begins(profile) } : {},
      session: ({ session }) => ({ expires: session.expires }),
    },
  }
}

function oidcProvider(env: OptionsEnv, ask: Record<string, string>): OAuthConfig<Record<string, unknown>> {
  return {
    id: providerId,
    name: 'SSO',
    type: 'oauth',
    issuer: env.oidc.issuer,
    wellKnown: `${env.oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: env.oidc.clientId,
    clientSecret: env.oidc.clientSecret.reveal(),
    authorization: { params: { scope: 'openid email profile', ...ask } },
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    httpOptions: { timeout: 10_000 },
    userinfo: {
      // Some providers put e-mail or groups only here. The ID token's own claims win: they are signed.
      request: async ({ client, tokens }) => {
        const claims = claimsInside(tokens.id_token)
        if ('email' in claims && 'groups' in claims) return claims
        if (client.issuer.metadata.userinfo_endpoint === undefined || tokens.access_token === undefined) return claims
        const told = await client.userinfo(tokens.access_token)
        // When they proved who they are counts only as it stands in the signed token.
        return told.sub === claims['sub'] ? { ...told, auth_time: undefined, ...claims } : claims
      },
    },
    profile: (claims) => ({ id: String(claims['sub']) }),
  }
}

/** The claims of an ID token that openid-client has already verified. */
function claimsInside(idToken: string | undefined): Record<string, unknown> {
  const payload = idToken?.split('.')[1] ?? ''
  const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function cookiesFor(env: OptionsEnv): NonNullable<AuthOptions['cookies']> {
  const options = cookieAttributes(env)
  const named = (name: string) => ({ name: cookieName(env, name), options })
  const shortLived = (name: string) => ({ name: cookieName(env, name), options: { ...options, maxAge: 900 } })
  return {
    sessionToken: { name: sessionCookieName(env), options },
    callbackUrl: shortLived('portal-return-to'),
    csrfToken: named(csrfCookie),
    pkceCodeVerifier: shortLived('portal-pkce'),
    state: shortLived('portal-state'),
    nonce: shortLived('portal-nonce'),
  }
}

function quietLogger(log: StepLog): LoggerInstance {
  return {
    error: (code: string, metadata: unknown) => log(code, errorIn(metadata)),
    warn: () => undefined,
    debug: () => undefined,
  }
}

function errorIn(metadata: unknown): unknown {
  return typeof metadata === 'object' && metadata !== null && 'error' in metadata ? metadata.error : metadata
}
