import 'server-only'
import { NamedError } from '#lib/server/named-error.ts'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import { chainStart, hashOf } from '#lib/server/store/event-hash.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { serialised } from '#lib/server/store/serialised.ts'
import { isTakenBack } from './taken-back.ts'

/** The action was taken back already, or is being taken back at this moment. Nothing was recorded. */
export class TakenBackError extends NamedError {
  static override readonly errorName = 'TakenBackError'
}

/** Who wanted to begin the action found that it is not theirs any more. Nothing was recorded. */
export class NotClaimedError extends NamedError {
  static override readonly errorName = 'NotClaimedError'
}

export type Unchained = Omit<AuditEvent, 'seq' | 'prev_hash' | 'hash'>

export type Appending = {
  /** The event, or how to tell it from what the log holds at that moment; null leaves it out. */
  event: Unchained | ((db: Queryable) => Promise<Unchained | null>)
  /** The intent that is under way from here on. */
  opens?: string
  /** The intent that is closed by this event. */
  closes?: string
  onlyIfOpen?: boolean
  /** Left out when the actor noted the same action after this moment. */
  unlessAfterMs?: number
  /** Done in the same transaction; false leaves the event out. */
  work?: (trx: Queryable) => Promise<boolean>
}

/** Chains one event. Resolves to its number and hash once it is committed, null when it was left out. */
export function appendEvent(
  database: Database,
  instance: string,
  appending: Appending,
): Promise<{ seq: number; hash: string } | null> {
  return serialised(database, 'audit', async (trx) => {
    const { event: told, opens } = appending
    const event = typeof told === 'function' ? await told(trx) : told
    if (event === null || !(await mayAppend(trx, event, appending))) return null
    const newest = trx.selectFrom('audit_event').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1)
    const last = await newest.executeTakeFirst()
    const linked = { ...event, seq: (last?.seq ?? 0) + 1, prev_hash: last?.hash ?? chainStart, hash: '' }
    const hash = hashOf(linked)
    await trx
      .insertInto('audit_event')
      .values({ ...linked, hash })
      .execute()
    if (opens !== undefined)
      await trx.insertInto('open_intent').values({ intent_id: opens, instance, since_ms: event.at_ms }).execute()
    return { seq: linked.seq, hash }
  })
}

async function mayAppend(
  trx: Queryable,
  event: Unchained,
  { opens, closes, onlyIfOpen = false, unlessAfterMs, work }: Appending,
): Promise<boolean> {
  if (opens !== undefined && event.undoes !== null && (await isTakenBack(trx, event.undoes)))
    throw new TakenBackError('This was taken back already, or somebody is taking it back right now.')
  if (unlessAfterMs !== undefined && (await notedAfter(trx, event, unlessAfterMs))) return false
  if (work !== undefined && !(await work(trx))) return false
  if (closes === undefined) return true
  const { numDeletedRows } = await trx
    .deleteFrom('open_intent')
    .where('intent_id', '=', closes)
    .executeTakeFirstOrThrow()
  return !onlyIfOpen || numDeletedRows > 0n
}

/** Whether this actor noted the same thing after that moment. */
export async function notedAfter(
  db: Queryable,
  { actor_id, action }: Pick<AuditEvent, 'actor_id' | 'action'>,
  afterMs: number,
): Promise<boolean> {
  const noted = await db
    .selectFrom('audit_event')
    .select('seq')
    .where('actor_id', '=', actor_id)
    .where('action', '=', action)
    .where('kind', '=', 'event')
    .where('at_ms', '>', afterMs)
    .limit(1)
    .executeTakeFirst()
  return noted !== undefined
}
