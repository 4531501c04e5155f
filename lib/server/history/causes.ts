import 'server-only'
import type { ChangeWord } from '#lib/server/mirror/journal.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { JsonObject } from '#lib/rules/json-object.ts'
import type { Rest } from './ours.ts'

/** What something follows from: the event that tells of it, null where none does; in words for the summary. */
export type Cause = { event_id: string | null; words: string }
/** `undecided`: it follows from a change of which it is not decided yet who made it. */
export type Consequence = { rest: Rest; cause: Cause } | 'undecided' | null

export async function current(db: Queryable, kind: Kind, id: string): Promise<JsonObject | null> {
  const row = await db
    .selectFrom('mirror_object')
    .select('data')
    .where('kind', '=', kind)
    .where('parent', '=', '')
    .where('id', '=', id)
    .where('valid_to_ms', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : JSON.parse(row.data)
}

type Asked = { kind: Kind; id: string; sinceMs: number; words: string; change?: ChangeWord }

/** The newest change of an object that others follow from. Expiry and what nobody made are passed over. */
export async function causeOf(
  db: Queryable,
  { kind, id, sinceMs, words, change }: Asked,
): Promise<Cause | 'undecided'> {
  let found = db
    .selectFrom('mirror_change')
    .select(['origin', 'class', 'intent_id', 'event_id', 'cause'])
    .where('kind', '=', kind)
    .where('parent', '=', '')
    .where('id', '=', id)
    .where('seen_ms', '>=', sinceMs)
    .orderBy('revision', 'desc')
  if (change !== undefined) found = found.where('change', '=', change)
  for (const made of await found.execute()) {
    if (made.origin === 'write') return { event_id: made.intent_id, words }
    if (made.class === null) return 'undecided'
    const event_id = made.event_id ?? (made.class === 'ours' ? made.cause : null)
    if (event_id !== null) return { event_id, words }
  }
  return { event_id: null, words }
}
