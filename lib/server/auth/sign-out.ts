import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import { noteSignOut } from './audit-notes.ts'
import { expiredCookie, sessionCookieName } from './cookies.ts'
import { sentByOwnPage } from './own-page.ts'
import { nowOf, personFromRequest } from './person.ts'
import type { AuthParts } from './person.ts'
import { revokeSession } from './sessions.ts'

/** Ends the session in the database, so every copy of its cookie is dead, here and on every replica. */
export async function signOut(parts: AuthParts, request: Request): Promise<Response> {
  if (!sentByOwnPage(request, parts.env.portalUrl)) {
    const headers = { 'cache-control': 'private, no-store' }
    return Response.json({ error: 'cross_site_request' }, { status: 403, headers })
  }
  try {
    await endSession(parts, request)
  } catch (err) {
    parts.log.error({ err }, 'unexpected error in sign-out')
    const headers = { 'cache-control': 'private, no-store' }
    return Response.json({ error: 'not_signed_out' }, { status: 503, headers })
  }
  const location = `${parts.env.portalUrl.origin}${pagePaths.signIn()}?signed_out=1`
  const headers = {
    'cache-control': 'private, no-store',
    'set-cookie': expiredCookie(parts.env, sessionCookieName(parts.env)),
  }
  const isForm = request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true
  return isForm
    ? new Response(null, { status: 303, headers: { ...headers, location } })
    : Response.json({ signed_out: true }, { headers })
}

async function endSession(parts: AuthParts, request: Request): Promise<void> {
  const signedIn = await personFromRequest(parts, request)
  if (signedIn === null || signedIn.session_hash === null) return
  await revokeSession(parts.database.db, signedIn.session_hash, nowOf(parts))
  // The session has ended: whoever signs out must not be told that they did not, because only the log could not say so.
  await noteSignOut(parts, signedIn).catch((err: unknown) => parts.log.error({ err }, 'a sign-out was not recorded'))
}
