import 'server-only'
import { decode, encode } from 'next-auth/jwt'
import type { Env } from '#lib/server/env.ts'

type CookieEnv = Pick<Env, 'portalUrl' | 'sessionSecret'>

/** `__Host-` makes the browser refuse the cookie from any other host or path; it needs https. */
export function cookieName(env: Pick<Env, 'portalUrl'>, name: string): string {
  return env.portalUrl.protocol === 'https:' ? `__Host-${name}` : name
}

export function cookieAttributes(env: Pick<Env, 'portalUrl'>) {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure: env.portalUrl.protocol === 'https:' } as const
}

export function sessionCookieName(env: Pick<Env, 'portalUrl'>): string {
  return cookieName(env, 'portal-session')
}

/** Every cookie of a request. A name sent twice is ambiguous, so it is left out. */
export function cookiesOf(request: Request): Map<string, string> {
  const cookies = new Map<string, string>()
  const twice = new Set<string>()
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(at, 0)).trim()
    if (name === '') continue
    if (cookies.has(name)) twice.add(name)
    cookies.set(name, decoded(part.slice(at + 1).trim()))
  }
  for (const name of twice) cookies.delete(name)
  return cookies
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** The session secret inside a request's cookie. Every other claim of the cookie is ignored. */
export async function sessionIdOf(env: CookieEnv, request: Request): Promise<string | null> {
  const cookie = cookiesOf(request).get(sessionCookieName(env))
  if (cookie === undefined || cookie.length > 4096) return null
  try {
    const claims = await decode({ token: cookie, secret: env.sessionSecret.reveal() })
    return typeof claims?.['sid'] === 'string' ? claims['sid'] : null
  } catch {
    return null
  }
}

/** A session cookie's value for a session secret, the same as a sign-in sets. */
export function sealSessionId(env: Pick<Env, 'sessionSecret' | 'sessionHours'>, sid: string): Promise<string> {
  return encode({ token: { sid }, secret: env.sessionSecret.reveal(), maxAge: env.sessionHours * 3600 })
}

/** A `Set-Cookie` header that removes a cookie of ours. */
export function expiredCookie(env: Pick<Env, 'portalUrl'>, name: string): string {
  const secure = env.portalUrl.protocol === 'https:' ? '; Secure' : ''
  return `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure}`
}
