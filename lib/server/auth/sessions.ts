import 'server-only'
import { randomBytes } from 'node:crypto'
import type { Queryable } from '#lib/server/store/database.ts'
import type { PersonRecord, SessionRecord } from '#lib/server/store/schema.ts'
import { sha256 } from './tokens.ts'

export type SessionLimits = { idleMs: number; absoluteMs: number }
export type LivingSession = { session: SessionRecord; person: PersonRecord }

const sidPattern = /^[A-Za-z0-9_-]{43}$/
const touchEveryMs = 30_000
const sessionsPerPerson = 5

/** `auth_ms`: when they proved to the provider who they are, `neverProved` when it does not say; `agent`: the browser. */
export type Opening = { auth_ms: number; agent: string | null }

/** Older than any limit: such a session is never fresh. */
export const neverProved = 0

/** Opens a session and resolves to the secret that goes into the cookie; the database keeps its hash. */
export async function openSession(db: Queryable, personId: string, nowMs: number, opening: Opening): Promise<string> {
  const sid = randomBytes(32).toString('base64url')
  await db
    .insertInto('portal_session')
    .values({
      sid_hash: sha256(sid),
      person_id: personId,
      created_ms: nowMs,
      last_seen_ms: nowMs,
      auth_ms: opening.auth_ms,
      revoked_ms: null,
      agent: opening.agent,
    })
    .execute()
  await revokeOldest(db, personId, nowMs)
  return sid
}

async function revokeOldest(db: Queryable, personId: string, nowMs: number): Promise<void> {
  const living = await db
    .selectFrom('portal_session')
    .select('sid_hash')
    .where('person_id', '=', personId)
    .where('revoked_ms', 'is', null)
    .orderBy('created_ms', 'desc')
    .execute()
  for (const { sid_hash } of living.slice(sessionsPerPerson)) await revokeSession(db, sid_hash, nowMs)
}

/** The session behind a cookie's secret; null when unknown, revoked, idle for too long or too old. */
export async function findSession(
  db: Queryable,
  sid: string,
  limits: SessionLimits,
  nowMs: number,
): Promise<LivingSession | null> {
  if (!sidPattern.test(sid)) return null
  const session = await db
    .selectFrom('portal_session')
    .selectAll()
    .where('sid_hash', '=', sha256(sid))
    .executeTakeFirst()
  if (session === undefined || session.revoked_ms !== null) return null
  if (nowMs - session.last_seen_ms > limits.idleMs || nowMs - session.created_ms > limits.absoluteMs) return null
  const person = await db.selectFrom('person').selectAll().where('id', '=', session.person_id).executeTakeFirst()
  return person === undefined ? null : { session, person }
}

/** Keeps a used session alive, with at most one write every half minute. */
export async function touchSession(db: Queryable, session: SessionRecord, nowMs: number): Promise<void> {
  if (nowMs - session.last_seen_ms < touchEveryMs) return
  await db
    .updateTable('portal_session')
    .set({ last_seen_ms: nowMs })
    .where('sid_hash', '=', session.sid_hash)
    .where('revoked_ms', 'is', null)
    .execute()
  await db.updateTable('person').set({ last_seen_ms: nowMs }).where('id', '=', session.person_id).execute()
}

export async function revokeSession(db: Queryable, sidHash: string, nowMs: number): Promise<void> {
  await db
    .updateTable('portal_session')
    .set({ revoked_ms: nowMs })
    .where('sid_hash', '=', sidHash)
    .where('revoked_ms', 'is', null)
    .execute()
}

/** Which sessions to end: one person's, all but one, or everybody's. */
export type Ended = { person_id?: string; except?: string }

/** Resolves to how many were ended. */
export async function revokeSessions(db: Queryable, which: Ended, nowMs: number): Promise<number> {
  let update = db.updateTable('portal_session').set({ revoked_ms: nowMs }).where('revoked_ms', 'is', null)
  if (which.person_id !== undefined) update = update.where('person_id', '=', which.person_id)
  if (which.except !== undefined) update = update.where('sid_hash', '<>', which.except)
  return Number((await update.executeTakeFirstOrThrow()).numUpdatedRows)
}

/** Sessions that a request could still use; all people's when no person is named. */
export function livingSessions(
  db: Queryable,
  limits: SessionLimits,
  nowMs: number,
  personId?: string,
): Promise<SessionRecord[]> {
  let select = db
    .selectFrom('portal_session')
    .selectAll()
    .where('revoked_ms', 'is', null)
    .where('last_seen_ms', '>=', nowMs - limits.idleMs)
    .where('created_ms', '>=', nowMs - limits.absoluteMs)
    .orderBy('last_seen_ms', 'desc')
  if (personId !== undefined) select = select.where('person_id', '=', personId)
  return select.execute()
}
