import 'server-only'
import { sql } from 'kysely'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'

/**
 * An event with the id of the action that took it back, null when none did, and with whose token it was when a script
 * did it.
 */
export type ListedEvent = AuditEvent & { undone_by: string | null; token_maker: string | null }

/** What events do not say themselves, asked once for all of them. */
export async function alsoTold({ db }: Database, events: readonly AuditEvent[]): Promise<ListedEvent[]> {
  const actions = events.flatMap(({ intent_id }) => (intent_id === null ? [] : [intent_id]))
  const tokens = new Set(events.flatMap(({ actor_id }) => (actor_id.startsWith('token_') ? [actor_id] : [])))
  const [undone, makers] = await Promise.all([undoneOf(db, actions), makersOf(db, [...tokens])])
  return events.map((event) => ({
    ...event,
    undone_by: undone.get(event.intent_id ?? '') ?? null,
    token_maker: makers.get(event.actor_id) ?? null,
  }))
}

async function undoneOf(db: Queryable, actions: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  if (actions.length === 0) return new Map()
  const undoing = await db
    .selectFrom('audit_event')
    .select(['undoes', 'intent_id'])
    .where('undoes', 'in', actions)
    .where('kind', '=', 'outcome')
    .where('result', '=', 'succeeded')
    .execute()
  return new Map(undoing.map(({ undoes, intent_id }) => [undoes ?? '', intent_id]))
}

async function makersOf(db: Queryable, tokens: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (tokens.length === 0) return new Map()
  const makers = await db
    .selectFrom('portal_token')
    .leftJoin('person', 'person.id', 'portal_token.maker_id')
    .select('portal_token.id')
    .select(
      sql<string>`coalesce(nullif(person.email, ''), nullif(person.name, ''), portal_token.created_by)`.as('maker'),
    )
    .where('portal_token.id', 'in', tokens)
    .execute()
  return new Map(makers.map(({ id, maker }) => [id, maker]))
}
