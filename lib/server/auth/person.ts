import 'server-only'
import type { Logger } from 'pino'
import { tokenAuthority } from '#lib/rules/token-can.ts'
import type { Person, Via } from '#lib/schemas/person.ts'
import type { AuditLog } from '#lib/server/audit/record.ts'
import type { Env } from '#lib/server/env.ts'
import type { Policy } from '#lib/server/policy/policy.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { PersonRecord, TokenRecord } from '#lib/server/store/schema.ts'
import { sessionIdOf } from './cookies.ts'
import { isOfIssuer } from './issuer.ts'
import { grantOf, grantsByConfiguration, grantsByDatabase, strongest, textList } from './roles.ts'
import type { Identity } from './roles.ts'
import { findSession, touchSession } from './sessions.ts'
import type { SessionLimits } from './sessions.ts'
import { findToken, findTokenById, touchToken } from './tokens.ts'

/** What this room needs of the runtime. `now` is a clock that tests may set. */
export type AuthParts = {
  database: Pick<Database, 'db'>
  env: Pick<Env, 'portalUrl' | 'sessionSecret' | 'sessionIdleMinutes' | 'sessionHours' | 'portalAdmins' | 'oidc'>
  policy: Policy
  audit?: Pick<AuditLog, 'note' | 'deny'>
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  now?: () => number
}

export type SignedIn = {
  person: Person
  issuer: string
  subject: string
  /** SHA-256 of the session's secret; null for a token. */
  session_hash: string | null
  token_id: string | null
  /** When they last proved to the provider who they are; null for a token, which cannot. */
  auth_ms: number | null
}

/** Who is asking. Null means: nobody we know; the answer is 401. A credential header rules out the cookie, valid or not. */
export async function personFromRequest(parts: AuthParts, request: Request): Promise<SignedIn | null> {
  const credentials = credentialsOf(request)
  if (credentials === 'none') return personFromCookie(parts, request)
  return credentials === 'unclear' ? null : personFromToken(parts, credentials.secret)
}

type Credentials = 'none' | 'unclear' | { secret: string }

/** Both dialects of the Admin API's clients: `Authorization: Bearer` and `x-api-key`; both at once must agree. */
export function credentialsOf(request: Request): Credentials {
  const authorization = request.headers.get('authorization')
  const apiKey = request.headers.get('x-api-key')
  if (authorization === null && apiKey === null) return 'none'
  const bearer = authorization === null ? null : (/^bearer +(\S+)$/i.exec(authorization.trim())?.[1] ?? '')
  const key = apiKey === null ? null : apiKey.trim()
  const secret = bearer ?? key ?? ''
  if (secret === '' || (bearer !== null && key !== null && bearer !== key)) return 'unclear'
  return { secret }
}

async function personFromToken(parts: AuthParts, secret: string): Promise<SignedIn | null> {
  const nowMs = nowOf(parts)
  const token = await findToken(parts.database.db, secret, nowMs)
  if (token === null) return null
  const signedIn = await signedInToken(parts, token, 'token', nowMs)
  if (signedIn !== null) await touchToken(parts.database.db, token, nowMs)
  return signedIn
}

/** A token with what it may do now: never more than its maker may do now. Null when that is nothing. */
async function signedInToken(
  parts: Pick<AuthParts, 'database' | 'env' | 'policy'>,
  token: TokenRecord,
  via: Via,
  nowMs: number,
): Promise<SignedIn | null> {
  const made = strongest(grantOf(token))
  const maker = token.maker_id === null ? null : await personById(parts, token.maker_id, nowMs)
  const authority = token.maker_id === null ? made : maker === null ? null : tokenAuthority(made, maker.person)
  if (authority === null || authority.role === null) return null
  const name = maker === null ? token.name : `${token.name} (token of ${maker.person.email || maker.person.name})`
  return {
    person: {
      id: token.id,
      name,
      email: '',
      ...authority,
      via,
      ...(maker === null ? {} : { maker: { email: maker.person.email, role: maker.person.role } }),
    },
    issuer: 'steward',
    subject: token.id,
    session_hash: null,
    token_id: token.id,
    auth_ms: null,
  }
}

async function personById(
  parts: Pick<AuthParts, 'database' | 'env' | 'policy'>,
  id: string,
  nowMs: number,
): Promise<{ person: Person; record: PersonRecord } | null> {
  const record = await parts.database.db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()
  // Somebody of a provider that is not ours any more cannot sign in, so their tokens are dead, too.
  if (record === undefined || !isOfIssuer(record, parts.env.oidc.issuer)) return null
  return { person: await personOf(parts, record, nowMs), record }
}

async function personFromCookie(parts: AuthParts, request: Request): Promise<SignedIn | null> {
  const sid = await sessionIdOf(parts.env, request)
  if (sid === null) return null
  const nowMs = nowOf(parts)
  const found = await findSession(parts.database.db, sid, limitsOf(parts.env), nowMs)
  if (found === null) return null
  if (countsAsActivity(request)) await touchSession(parts.database.db, found.session, nowMs)
  return {
    person: await personOf(parts, found.person, nowMs),
    issuer: found.person.issuer,
    subject: found.person.subject,
    session_hash: found.session.sid_hash,
    token_id: null,
    auth_ms: found.session.auth_ms,
  }
}

/**
 * Our pages mark what they ask by themselves while nobody touches them, so that a tab left open does not keep its session
 * alive. Leaving the mark out gives nobody anything they could not have by asking for a page.
 */
function countsAsActivity(request: Request): boolean {
  return request.headers.get('x-portal-background') !== '1'
}

/** Somebody who is not asking right now, with the rights they have at this moment; null when they are gone. */
export async function signedInNow(
  parts: Pick<AuthParts, 'database' | 'env' | 'policy' | 'now'>,
  who: { person_id: string } | { token_id: string },
  via: Via,
): Promise<SignedIn | null> {
  const { db } = parts.database
  const nowMs = nowOf(parts)
  if ('token_id' in who) {
    const token = await findTokenById(db, who.token_id, nowMs)
    return token === null ? null : signedInToken(parts, token, via, nowMs)
  }
  const found = await personById(parts, who.person_id, nowMs)
  if (found === null) return null
  return {
    person: { ...found.person, via },
    issuer: found.record.issuer,
    subject: found.record.subject,
    session_hash: null,
    token_id: null,
    auth_ms: null,
  }
}

/** A person as they stand now, by configuration, policy and grants. Also answers for people who are not asking. */
export async function personOf(
  parts: Pick<AuthParts, 'database' | 'env' | 'policy'>,
  record: PersonRecord,
  nowMs: number,
): Promise<Person> {
  const identity: Identity = {
    id: record.id,
    email: record.email,
    email_verified: record.email_verified === 1,
    groups: textList(record.groups),
  }
  const { policy } = await parts.policy.current()
  const grants = [
    ...grantsByConfiguration(identity, parts.env.portalAdmins, policy),
    ...(await grantsByDatabase(parts.database.db, identity, nowMs)),
  ]
  return { id: record.id, name: record.name, email: record.email, ...strongest(grants), via: 'browser' }
}

export function limitsOf(env: Pick<Env, 'sessionIdleMinutes' | 'sessionHours'>): SessionLimits {
  return { idleMs: env.sessionIdleMinutes * 60_000, absoluteMs: env.sessionHours * 3_600_000 }
}

export function nowOf(parts: Pick<AuthParts, 'now'>): number {
  return parts.now === undefined ? Date.now() : parts.now()
}
