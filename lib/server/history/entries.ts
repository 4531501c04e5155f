import 'server-only'
import { isKind } from '#lib/server/mirror/kinds.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import { fieldsOf } from '#lib/rules/json-object.ts'
import type { JsonObject } from '#lib/rules/json-object.ts'

export type EntryKey = { kind: Kind; parent: string; id: string; revision: number }

/** A change that a reading found: the object before and after, null where it was not there. */
export type Entry = EntryKey & {
  since_ms: number
  seen_ms: number
  before: JsonObject | null
  after: JsonObject | null
}

/** What others follow from comes first: who was removed before the keys that went with them. */
const order: readonly Kind[] = ['organization', 'workspace', 'invite', 'user', 'workspace_member', 'api_key']

/** Everything a reading found of which it is not decided yet who did it. */
export async function undecided(db: Queryable): Promise<EntryKey[]> {
  const rows = await db
    .selectFrom('mirror_change')
    .select(['kind', 'parent', 'id', 'revision'])
    .where('class', 'is', null)
    .where('origin', '=', 'sync')
    .orderBy('revision')
    .execute()
  const keys = rows.flatMap(({ kind, ...rest }) => (isKind(kind) ? [{ kind, ...rest }] : []))
  return keys.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || a.revision - b.revision)
}

/** Null when another process has decided meanwhile. */
export async function entryOf(db: Queryable, key: EntryKey): Promise<Entry | null> {
  const row = await db
    .selectFrom('mirror_change')
    .select(['since_ms', 'seen_ms'])
    .where('kind', '=', key.kind)
    .where('parent', '=', key.parent)
    .where('id', '=', key.id)
    .where('revision', '=', key.revision)
    .where('class', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return null
  const [before, after] = [await stateAt(db, key, 'closed_rev'), await stateAt(db, key, 'opened_rev')]
  return { ...key, ...row, before, after }
}

/** The object as a change left it (`opened_rev`), or as it was until then (`closed_rev`); null where there was none. */
export async function stateAt(
  db: Queryable,
  key: Omit<EntryKey, 'kind'> & { kind: string },
  end: 'opened_rev' | 'closed_rev',
): Promise<JsonObject | null> {
  const row = await db
    .selectFrom('mirror_object')
    .select('data')
    .where('kind', '=', key.kind)
    .where('parent', '=', key.parent)
    .where('id', '=', key.id)
    .where(end, '=', key.revision)
    .executeTakeFirst()
  return row === undefined ? null : fieldsOf(JSON.parse(row.data))
}

export type Version = { data: JsonObject; from_ms: number; to_ms: number | null }

/** Every version of one object, oldest first. */
export async function versionsOf(db: Queryable, kind: Kind, id: string, parent = ''): Promise<Version[]> {
  const rows = await db
    .selectFrom('mirror_object')
    .select(['data', 'valid_from_ms', 'valid_to_ms'])
    .where('kind', '=', kind)
    .where('parent', '=', parent)
    .where('id', '=', id)
    .orderBy('opened_rev')
    .execute()
  return rows.map((row) => ({
    data: fieldsOf(JSON.parse(row.data)),
    from_ms: row.valid_from_ms,
    to_ms: row.valid_to_ms,
  }))
}
