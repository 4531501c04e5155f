import 'server-only'
import type { Transaction } from 'kysely'
import type { Schema } from '#lib/server/store/schema.ts'
import type { Kind } from './kinds.ts'

type Trx = Transaction<Schema>
type List = { kind: Kind; parent: string }

export type ChangeWord = 'created' | 'changed' | 'deleted' | 'same'
export type Journalled = { id: string; change: ChangeWord }

/** How a change came into the mirror: found by a reading since `since_ms`, or written through for the action `intent_id`. */
export type Origin = { origin: 'sync' | 'write'; since_ms: number; intent_id: string | null }

/** How many rows go into one statement: both databases bound the number of parameters. */
const atOnce = 500

/** Keeps who changed what, in the transaction of the change itself. */
export async function journal(
  trx: Trx,
  { kind, parent }: List,
  changes: readonly Journalled[],
  { revision, seen_ms, by }: { revision: number; seen_ms: number; by: Origin },
): Promise<void> {
  // Whose a write is needs no deciding.
  const known = by.origin === 'write' ? 'ours' : null
  const rows = changes.map(({ id, change }) => ({
    kind,
    parent,
    id,
    change,
    revision,
    seen_ms,
    ...by,
    ...untold,
    class: known,
  }))
  for (let at = 0; at < rows.length; at += atOnce)
    await trx
      .insertInto('mirror_change')
      .values(rows.slice(at, at + atOnce))
      .onConflict((conflict) => conflict.columns(['kind', 'parent', 'id', 'revision']).doNothing())
      .execute()
}

const untold = { cause: null, event_id: null, workspace_id: null, summary: null }

/**
 * What a reading of this list tells apart from its last: null while it is read for the first time, which finds no
 * changes but what has been there. A workspace that came into being under our eyes has no members before its first reading.
 */
export async function readingOf(trx: Trx, { kind, parent }: List): Promise<Origin | null> {
  const list = await trx
    .selectFrom('mirror_list')
    .select(['started_ms', 'complete'])
    .where('kind', '=', kind)
    .where('parent', '=', parent)
    .executeTakeFirst()
  if (list?.complete === 1) return { origin: 'sync', since_ms: list.started_ms ?? 0, intent_id: null }
  if (kind !== 'workspace_member') return null
  const made = await trx
    .selectFrom('mirror_change')
    .select('since_ms')
    .where('kind', '=', 'workspace')
    .where('parent', '=', '')
    .where('id', '=', parent)
    .where('change', '=', 'created')
    .limit(1)
    .executeTakeFirst()
  return made === undefined ? null : { origin: 'sync', since_ms: made.since_ms, intent_id: null }
}

/** Passes further apart than this leave a gap of which nothing is known. */
export const longestPauseMs = 120_000

/** Extends the time through which a list was read without a gap, or begins another. Member lists are not kept. */
export async function keepReading(
  trx: Trx,
  { kind, parent }: List,
  { startedMs, endedMs }: { startedMs: number; endedMs: number },
): Promise<void> {
  if (parent !== '') return
  const last = await trx
    .selectFrom('mirror_reading')
    .select(['from_ms', 'to_ms'])
    .where('kind', '=', kind)
    .orderBy('from_ms', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last === undefined || startedMs - last.to_ms > longestPauseMs) {
    await trx.insertInto('mirror_reading').values({ kind, from_ms: endedMs, to_ms: endedMs }).execute()
    return
  }
  await trx
    .updateTable('mirror_reading')
    .set({ to_ms: Math.max(endedMs, last.to_ms) })
    .where('kind', '=', kind)
    .where('from_ms', '=', last.from_ms)
    .execute()
}
