import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { pagePaths } from '#lib/paths.ts'
import { noteFailure, noteSignIn } from './audit-notes.ts'
import { bounceTo } from './bounce.ts'
import { cookieName, cookiesOf, expiredCookie, sessionIdOf } from './cookies.ts'
import { exchange } from './exchange.ts'
import type { StepResult } from './exchange.ts'
import { authOptions, csrfCookie, providerId } from './options.ts'
import type { SignInHooks } from './options.ts'
import { sentByOwnPage } from './own-page.ts'
import { claimsOf, rememberPerson } from './people.ts'
import type { Claims } from './people.ts'
import { nowOf, personOf } from './person.ts'
import type { AuthParts } from './person.ts'
import { safeReturnTo } from './return-to.ts'
import { openSession, revokeSession } from './sessions.ts'
import type { SignInProblem } from './sign-in-problems.ts'
import { sha256 } from './tokens.ts'

/** `/api/auth/**`: begins a sign-in and takes the provider's answer. Everything else next-auth could do is not here. */
export async function handleAuth(parts: AuthParts, request: Request, segments: readonly string[]): Promise<Response> {
  const [action, provider, ...rest] = segments
  const ours = provider === providerId && rest.length === 0
  try {
    if (ours && request.method === 'POST' && action === 'signin') return await beginSignIn(parts, request)
    if (ours && request.method === 'GET' && action === 'callback') return await finishSignIn(parts, request)
  } catch (err) {
    // Next would print it past our logger, which is the one that leaves secrets out.
    parts.log.error({ err }, 'unexpected error in sign-in')
    return backToSignIn(parts, 'failed', { cookies: [] })
  }
  return Response.json({ error: 'not_found' }, { status: 404, headers: { 'cache-control': 'private, no-store' } })
}

async function beginSignIn(parts: AuthParts, request: Request): Promise<Response> {
  if (!sentByOwnPage(request, parts.env.portalUrl)) return backToSignIn(parts, 'cross_site', { cookies: [] })
  const { portalUrl, sessionSecret } = parts.env
  const returnTo = safeReturnTo(await returnToOf(request), portalUrl) ?? '/'
  // We have checked where the form came from; next-auth's own token pair is made here and never leaves.
  const csrfToken = randomBytes(32).toString('hex')
  const csrfHash = createHash('sha256').update(`${csrfToken}${sessionSecret.reveal()}`).digest('hex')
  const result = await exchange(authOptions(parts.env, noHooks, logStep(parts)), {
    action: 'signin',
    provider: providerId,
    query: {},
    body: { csrfToken, callbackUrl: `${portalUrl.origin}${returnTo}` },
    cookies: { [cookieName(parts.env, csrfCookie)]: `${csrfToken}|${csrfHash}` },
  })
  const { location } = result
  if (location === null || location.startsWith(`${portalUrl.origin}/`) || location.startsWith('/'))
    return backToSignIn(parts, 'provider_unreachable', result)
  return bounceTo(location, result.cookies)
}

const noHooks: SignInHooks = {
  allows: () => false,
  begins: () => Promise.reject(new Error('No session begins before the provider has answered')),
}

/** The form's one field; a body that is no small form counts as empty. */
async function returnToOf(request: Request): Promise<string | null> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded')) return null
  let text = ''
  for await (const chunk of request.body ?? []) {
    text += Buffer.from(chunk).toString('latin1')
    if (text.length > 8192) return null
  }
  return new URLSearchParams(text).get('return_to')
}

const callbackParameters = ['code', 'state', 'iss', 'error', 'error_description', 'session_state'] as const

async function finishSignIn(parts: AuthParts, request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const query: Record<string, string> = {}
  for (const name of callbackParameters) {
    const [value, ...more] = searchParams.getAll(name)
    if (more.length > 0) return failedSignIn(parts, 'failed', { cookies: [] })
    if (value !== undefined) query[name] = value
  }
  const refusal = { happened: false }
  const result = await exchange(authOptions(parts.env, hooksFor(parts, request, refusal), logStep(parts)), {
    action: 'callback',
    provider: providerId,
    query,
    body: {},
    cookies: exchangeCookies(parts, request),
  })
  const { origin } = parts.env.portalUrl
  const { location } = result
  if (location?.startsWith(`${origin}/`) === true && !location.startsWith(`${origin}/api/`)) {
    const clearing = expiredCookie(parts.env, cookieName(parts.env, 'portal-return-to'))
    return redirectTo(location, [...withoutCookie(parts, result.cookies, 'portal-return-to'), clearing])
  }
  const problem = refusal.happened ? 'refused' : query['error'] === 'access_denied' ? 'cancelled' : 'failed'
  return failedSignIn(parts, problem, result)
}

/** The cookies of an exchange in flight. The return address is dropped unless it is one of ours. */
function exchangeCookies(parts: AuthParts, request: Request): Record<string, string> {
  const sent = cookiesOf(request)
  const cookies: Record<string, string> = {}
  for (const name of ['portal-pkce', 'portal-state', 'portal-nonce', 'portal-return-to']) {
    const full = cookieName(parts.env, name)
    const value = sent.get(full)
    if (value === undefined) continue
    if (name !== 'portal-return-to') cookies[full] = value
    else cookies[full] = `${parts.env.portalUrl.origin}${returnPath(parts, value)}`
  }
  return cookies
}

function returnPath(parts: AuthParts, value: string): string {
  const { origin } = parts.env.portalUrl
  return (value.startsWith(`${origin}/`) ? safeReturnTo(value.slice(origin.length), parts.env.portalUrl) : null) ?? '/'
}

function hooksFor(parts: AuthParts, request: Request, refusal: { happened: boolean }): SignInHooks {
  return {
    allows: (wire) => {
      const allowed = trustedClaims(parts, wire) !== null
      refusal.happened = !allowed
      return allowed
    },
    begins: async (wire) => {
      const claims = trustedClaims(parts, wire)
      if (claims === null) throw new Error('The identity provider’s claims cannot be used')
      const { db } = parts.database
      const nowMs = nowOf(parts)
      const record = await rememberPerson(db, claims, nowMs)
      await noteSignIn(parts, await personOf(parts, record, nowMs), claims)
      const before = await sessionIdOf(parts.env, request)
      if (before !== null) await revokeSession(db, sha256(before), nowMs)
      return openSession(db, record.id, nowMs)
    },
  }
}

function plain(issuer: string): string {
  return issuer.replace(/\/$/, '')
}

/** One issuer per portal: what any other says about somebody counts nothing. */
function trustedClaims(parts: AuthParts, wire: unknown): Claims | null {
  const claims = claimsOf(wire)
  return claims !== null && plain(claims.issuer) === plain(parts.env.oidc.issuer) ? claims : null
}

async function failedSignIn(
  parts: AuthParts,
  problem: SignInProblem,
  result: Pick<StepResult, 'cookies'>,
): Promise<Response> {
  await noteFailure(parts, problem)
  return backToSignIn(parts, problem, result)
}

/** Back to the sign-in page with a code and a request id that the log knows too. */
function backToSignIn(parts: AuthParts, problem: SignInProblem, { cookies }: Pick<StepResult, 'cookies'>): Response {
  const request_id = `req_${randomBytes(12).toString('hex')}`
  parts.log.warn({ request_id, problem }, 'sign-in refused')
  const query = new URLSearchParams({ problem, request_id })
  const mine = sessionCookiesOut(parts, cookies)
  return redirectTo(`${parts.env.portalUrl.origin}${pagePaths.signIn()}?${query.toString()}`, mine)
}

/** A failed sign-in never leaves a session behind; it only clears what the exchange had put down. */
function sessionCookiesOut(parts: AuthParts, cookies: readonly string[]): string[] {
  const clearing = ['portal-pkce', 'portal-state', 'portal-nonce', 'portal-return-to'].map((name) =>
    expiredCookie(parts.env, cookieName(parts.env, name)),
  )
  return [...withoutCookie(parts, cookies, 'portal-session'), ...clearing]
}

function withoutCookie(parts: AuthParts, cookies: readonly string[], name: string): string[] {
  return cookies.filter((cookie) => !cookie.startsWith(`${cookieName(parts.env, name)}=`))
}

function redirectTo(location: string, cookies: readonly string[]): Response {
  const headers = new Headers({ location, 'cache-control': 'private, no-store' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}

function logStep(parts: AuthParts) {
  return (code: string, error: unknown): void => {
    const told = error instanceof Error ? { name: error.name, message: error.message.slice(0, 300) } : {}
    parts.log.warn({ code, ...told }, 'sign-in step failed')
  }
}
