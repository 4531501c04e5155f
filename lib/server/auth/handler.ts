import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { pagePaths } from '#lib/paths.ts'
import { noteFailure, noteSignIn, noteStepUpRefused } from './audit-notes.ts'
import { bounceTo } from './bounce.ts'
import { cookieName, cookiesOf, expiredCookie, sessionIdOf } from './cookies.ts'
import { cleanAgent } from './agent.ts'
import { exchange } from './exchange.ts'
import { authOptions, csrfCookie, providerId } from './options.ts'
import type { SignInHooks } from './options.ts'
import { plain } from './issuer.ts'
import { sentByOwnPage } from './own-page.ts'
import { claimsOf, findPerson, rememberPerson } from './people.ts'
import type { Claims } from './people.ts'
import { nowOf, personFromRequest, personOf } from './person.ts'
import type { AuthParts } from './person.ts'
import { safeReturnTo } from './return-to.ts'
import { neverProved, openSession, revokeSession } from './sessions.ts'
import type { SignInProblem } from './sign-in-problems.ts'
import { askAgain, clockSkewMs, stepUpCookie, stepUpCookieName, stepUpOf, stepUpProblem } from './step-up.ts'
import type { StepUp } from './step-up.ts'
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
  const form = await formOf(request)
  const returnTo = safeReturnTo(form.get('return_to'), portalUrl) ?? '/'
  const again = form.get('step_up') === '1'
  // We have checked where the form came from; next-auth's own token pair is made here and never leaves.
  const csrfToken = randomBytes(32).toString('hex')
  const csrfHash = createHash('sha256').update(`${csrfToken}${sessionSecret.reveal()}`).digest('hex')
  const result = await exchange(authOptions(parts.env, noHooks, logStep(parts), again ? askAgain : {}), {
    action: 'signin',
    provider: providerId,
    query: {},
    body: { csrfToken, callbackUrl: `${portalUrl.origin}${returnTo}` },
    cookies: { [cookieName(parts.env, csrfCookie)]: `${csrfToken}|${csrfHash}` },
  })
  const { location } = result
  if (location === null || location.startsWith(`${portalUrl.origin}/`) || location.startsWith('/'))
    return backToSignIn(parts, 'provider_unreachable', result)
  return bounceTo(location, [...result.cookies, await stepUpCookieFor(parts, again ? request : null)])
}

/** Binds what comes back to the person who asks now; an ordinary sign-in is bound to nobody. */
async function stepUpCookieFor(parts: AuthParts, request: Request | null): Promise<string> {
  const signedIn = request === null ? null : await personFromRequest(parts, request)
  if (signedIn === null || signedIn.session_hash === null) return expiredCookie(parts.env, stepUpCookieName(parts.env))
  return stepUpCookie(parts.env, { person_id: signedIn.person.id, at_ms: nowOf(parts) })
}

const noHooks: SignInHooks = {
  allows: async () => false,
  begins: () => Promise.reject(new Error('No session begins before the provider has answered')),
}

/** The form's fields; a body that is no small form counts as empty. */
async function formOf(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded')) return new URLSearchParams()
  let text = ''
  for await (const chunk of request.body ?? []) {
    text += Buffer.from(chunk).toString('latin1')
    if (text.length > 8192) return new URLSearchParams()
  }
  return new URLSearchParams(text)
}

const callbackParameters = ['code', 'state', 'iss', 'error', 'error_description', 'session_state'] as const

async function finishSignIn(parts: AuthParts, request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url)
  const query: Record<string, string> = {}
  for (const name of callbackParameters) {
    const [value, ...more] = searchParams.getAll(name)
    if (more.length > 0) return failedSignIn(parts, 'failed', request, [])
    if (value !== undefined) query[name] = value
  }
  const answered: Answered = { stepUp: await stepUpOf(parts.env, request), problem: null }
  const result = await exchange(authOptions(parts.env, hooksFor(parts, request, answered), logStep(parts)), {
    action: 'callback',
    provider: providerId,
    query,
    body: {},
    cookies: exchangeCookies(parts, request),
  })
  const { origin } = parts.env.portalUrl
  const { location } = result
  if (location?.startsWith(`${origin}/`) === true && !location.startsWith(`${origin}/api/`)) {
    const clearing = ['portal-return-to', 'portal-step-up'].map((name) =>
      expiredCookie(parts.env, cookieName(parts.env, name)),
    )
    return redirectTo(location, [...withoutCookie(parts, result.cookies, 'portal-return-to'), ...clearing])
  }
  const problem = answered.problem ?? (query['error'] === 'access_denied' ? 'cancelled' : 'failed')
  return failedSignIn(parts, problem, request, result.cookies)
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

/** What a provider's answer is for, and what is wrong with it once it has been looked at. */
type Answered = { stepUp: StepUp | null; problem: SignInProblem | null }

function hooksFor(parts: AuthParts, request: Request, answered: Answered): SignInHooks {
  return {
    allows: async (wire) => {
      answered.problem = await problemWith(parts, trustedClaims(parts, wire), answered.stepUp)
      return answered.problem === null
    },
    begins: async (wire) => {
      const claims = trustedClaims(parts, wire)
      if (claims === null) throw new Error('The identity provider’s claims cannot be used')
      const { db } = parts.database
      const nowMs = nowOf(parts)
      const record = await rememberPerson(db, claims, nowMs)
      await noteSignIn(parts, await personOf(parts, record, nowMs), claims, answered.stepUp !== null)
      const before = await sessionIdOf(parts.env, request)
      if (before !== null) await revokeSession(db, sha256(before), nowMs)
      const auth_ms = Math.min(claims.auth_ms ?? neverProved, nowMs)
      return openSession(db, record.id, nowMs, { auth_ms, agent: cleanAgent(request.headers.get('user-agent')) })
    },
  }
}

async function problemWith(
  parts: AuthParts,
  claims: Claims | null,
  stepUp: StepUp | null,
): Promise<SignInProblem | null> {
  if (claims === null) return 'refused'
  if (Math.max(claims.auth_ms ?? 0, claims.issued_ms ?? 0) > nowOf(parts) + clockSkewMs) return 'clock'
  return stepUp === null ? null : stepUpProblem(stepUp, claims, await findPerson(parts.database.db, claims))
}

/** One issuer per portal: what any other says about somebody counts nothing. */
function trustedClaims(parts: AuthParts, wire: unknown): Claims | null {
  const claims = claimsOf(wire)
  return claims !== null && plain(claims.issuer) === plain(parts.env.oidc.issuer) ? claims : null
}

/** A step-up that fails leaves the session as it was; the person is told and may try again from the same page. */
async function failedSignIn(
  parts: AuthParts,
  problem: SignInProblem,
  request: Request,
  cookies: readonly string[],
): Promise<Response> {
  const stepUp = await stepUpOf(parts.env, request)
  if (stepUp === null) await noteFailure(parts, problem)
  else await noteStepUpRefused(parts, stepUp.person_id, problem)
  const kept = cookiesOf(request).get(cookieName(parts.env, 'portal-return-to')) ?? ''
  const back: Record<string, string> = stepUp === null ? {} : { step_up: '1', return_to: returnPath(parts, kept) }
  return backToSignIn(parts, problem, { cookies }, back)
}

/** Back to the sign-in page with a code and a request id that the log knows too. */
function backToSignIn(
  parts: AuthParts,
  problem: SignInProblem,
  { cookies }: { cookies: readonly string[] },
  more: Record<string, string> = {},
): Response {
  const request_id = `req_${randomBytes(12).toString('hex')}`
  parts.log.warn({ request_id, problem }, 'sign-in refused')
  const query = new URLSearchParams({ problem, request_id, ...more })
  const mine = sessionCookiesOut(parts, cookies)
  return redirectTo(`${parts.env.portalUrl.origin}${pagePaths.signIn()}?${query.toString()}`, mine)
}

/** A failed sign-in never leaves a session behind; it only clears what the exchange had put down. */
function sessionCookiesOut(parts: AuthParts, cookies: readonly string[]): string[] {
  const clearing = ['portal-pkce', 'portal-state', 'portal-nonce', 'portal-return-to', 'portal-step-up'].map((name) =>
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
