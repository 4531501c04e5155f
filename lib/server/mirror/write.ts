import 'server-only'
import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Database } from '#lib/server/store/database.ts'
import type { Schema } from '#lib/server/store/schema.ts'
import { serialised } from '#lib/server/store/serialised.ts'
import { journal, keepReading, readingOf } from './journal.ts'
import type { Journalled, Origin } from './journal.ts'
import type { Kind, Placed } from './kinds.ts'

type Trx = Transaction<Schema>
/** Where an object is. As a deletion, a null parent means: in every list of that kind. */
export type Place = { kind: Kind; parent: string; id: string }
export type Deletion = { kind: Kind; parent: string | null; id: string }

/** How many ids go into one statement: both databases bound the number of parameters. */
const batchSize = 500

/**
 * Applies a page of a list that was asked for at `askedMs` (epoch ms). Objects whose write was acknowledged later keep
 * the written state: a sync never undoes an edit.
 */
export async function applyPage(database: Database, placed: readonly Placed[], askedMs: number): Promise<void> {
  if (placed.length === 0) return
  await serialised(database, 'mirror', (trx) => applyReading(trx, placed, askedMs))
}

async function applyReading(trx: Trx, placed: readonly Placed[], askedMs: number): Promise<void> {
  const revision = await nextRevision(trx)
  for (const group of byList(placed)) {
    const by = await readingOf(trx, group)
    for (const batch of batches(group.objects)) {
      const newer = await acknowledgedAfter(trx, group.kind, group.parent, batch, askedMs)
      const unwritten = batch.filter((item) => !newer.has(item.id))
      await openVersions(trx, group, unwritten, { revision, by })
    }
  }
}

/**
 * Concludes a complete pass over one list: what was not seen is gone, unless it was written after the pass began.
 * Never call it after a partial or failed pass.
 */
export async function concludePass(
  database: Database,
  list: { kind: Kind; parent: string },
  seen: ReadonlySet<string>,
  pass: { startedMs: number; endedMs: number },
): Promise<void> {
  await serialised(database, 'mirror', async (trx) => {
    const current = await trx
      .selectFrom('mirror_object')
      .select('id')
      .where('kind', '=', list.kind)
      .where('parent', '=', list.parent)
      .where('valid_to_ms', 'is', null)
      .execute()
    const gone = current.filter((row) => !seen.has(row.id))
    if (gone.length > 0) {
      const newer = await acknowledgedAfter(trx, list.kind, list.parent, gone, pass.startedMs)
      const revision = await nextRevision(trx)
      const by = await readingOf(trx, list)
      for (const batch of batches(gone.filter((row) => !newer.has(row.id)))) {
        const ids = batch.map((row) => row.id)
        await closeVersions(trx, list, ids, { revision, atMs: pass.endedMs })
        const deleted = ids.map((id): Journalled => ({ id, change: 'deleted' }))
        if (by !== null) await journal(trx, list, deleted, { revision, seen_ms: pass.endedMs, by })
      }
    }
    await concludeList(trx, list, pass)
    await keepReading(trx, list, pass)
  })
}

/**
 * Which action wrote, and the object as it was just before: what others had changed until then. It was read at `asked_ms`,
 * when the mirror stood at `revision`.
 */
export type WrittenBy = { intent_id: string; before: Placed | null; asked_ms: number; revision: number }

/** Writes through what upstream acknowledged: new states and deletions, before the person gets the answer. */
export async function writeThrough(
  database: Database,
  changes: { upserts?: readonly Placed[]; deletions?: readonly Deletion[] },
  { intent_id, before, asked_ms, revision: knownRevision }: WrittenBy,
): Promise<void> {
  const acknowledged_ms = Date.now()
  const by: Origin = { origin: 'write', since_ms: asked_ms, intent_id }
  await serialised(database, 'mirror', async (trx) => {
    if (before !== null && !(await seenSince(trx, before, knownRevision))) await applyReading(trx, [before], asked_ms)
    const revision = await nextRevision(trx)
    for (const group of byList(changes.upserts ?? [])) {
      await openVersions(trx, group, group.objects, { revision, by })
      for (const item of group.objects) await acknowledge(trx, { ...group, id: item.id }, acknowledged_ms)
    }
    for (const place of await placesOf(trx, changes.deletions ?? [])) {
      await closeVersions(trx, place, [place.id], { revision, atMs: acknowledged_ms })
      await journal(trx, place, [{ id: place.id, change: 'deleted' }], { revision, seen_ms: acknowledged_ms, by })
      await acknowledge(trx, place, acknowledged_ms)
    }
  })
}

/** Whether a reading that came later has told of this object meanwhile, perhaps of this very write. */
async function seenSince(trx: Trx, { kind, parent, id }: Place, revision: number): Promise<boolean> {
  const newer = await trx
    .selectFrom('mirror_object')
    .select('id')
    .where('kind', '=', kind)
    .where('parent', '=', parent)
    .where('id', '=', id)
    .where((eb) => eb.or([eb('opened_rev', '>', revision), eb('closed_rev', '>', revision)]))
    .limit(1)
    .executeTakeFirst()
  return newer !== undefined
}

async function placesOf(trx: Trx, deletions: readonly Deletion[]): Promise<Place[]> {
  const places: Place[] = []
  for (const { kind, parent, id } of deletions) {
    if (parent !== null) {
      places.push({ kind, parent, id })
      continue
    }
    const rows = await trx
      .selectFrom('mirror_object')
      .select('parent')
      .where('kind', '=', kind)
      .where('id', '=', id)
      .where('valid_to_ms', 'is', null)
      .execute()
    places.push(...rows.map((row) => ({ kind, parent: row.parent, id })))
  }
  return places
}

/** Notes that a list was looked at, so that sync refreshes it before others. */
export async function markViewed(database: Database, list: { kind: Kind; parent: string }): Promise<void> {
  const viewed_ms = Date.now()
  await database.db
    .insertInto('mirror_list')
    .values({ ...unread, kind: list.kind, parent: list.parent, viewed_ms })
    .onConflict((conflict) => conflict.columns(['kind', 'parent']).doUpdateSet({ viewed_ms }))
    .execute()
}

const unread = { synced_ms: null, complete: 0, viewed_ms: 0, started_ms: null, first_ms: null }

async function concludeList(
  trx: Trx,
  list: { kind: Kind; parent: string },
  { startedMs, endedMs }: { startedMs: number; endedMs: number },
): Promise<void> {
  const values = { synced_ms: endedMs, started_ms: startedMs, complete: 1 }
  await trx
    .insertInto('mirror_list')
    .values({ ...unread, kind: list.kind, parent: list.parent, ...values, first_ms: endedMs })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'parent'])
        .doUpdateSet((eb) => ({ ...values, first_ms: eb.fn.coalesce('mirror_list.first_ms', eb.val(endedMs)) })),
    )
    .execute()
}

async function nextRevision(trx: Trx): Promise<number> {
  const row = await trx
    .insertInto('mirror_revision')
    .values({ name: 'mirror', revision: 1 })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((eb) => ({ revision: eb('mirror_revision.revision', '+', 1) })),
    )
    .returning('revision')
    .executeTakeFirstOrThrow()
  return row.revision
}

/** Closes the versions that changed and opens the next, and journals it; an unchanged object is left alone. */
async function openVersions(
  trx: Trx,
  list: { kind: Kind; parent: string },
  placed: readonly Placed[],
  { revision, by }: { revision: number; by: Origin | null },
): Promise<void> {
  if (placed.length === 0) return
  const now = Date.now()
  const rows = [...new Map(placed.map((item) => [item.id, version(item, revision, now)])).values()]
  const hashes = await currentHashes(
    trx,
    list,
    rows.map((row) => row.id),
  )
  const changed = rows.filter((row) => hashes.get(row.id) !== row.hash)
  const replaced = changed.filter((row) => hashes.has(row.id)).map((row) => row.id)
  if (replaced.length > 0) await closeVersions(trx, list, replaced, { revision, atMs: now })
  if (changed.length > 0) await trx.insertInto('mirror_object').values(changed).execute()
  if (by === null) return
  // What a write left as a reading had found it is told, too: that reading saw the work of this action.
  const told = by.origin === 'write' ? rows : changed
  const words = told.map(({ id, hash }): Journalled => ({ id, change: wordOf(hashes.get(id), hash) }))
  await journal(trx, list, words, { revision, seen_ms: now, by })
}

function wordOf(before: string | undefined, after: string): Journalled['change'] {
  if (before === undefined) return 'created'
  return before === after ? 'same' : 'changed'
}

async function currentHashes(
  trx: Trx,
  { kind, parent }: { kind: Kind; parent: string },
  ids: readonly string[],
): Promise<Map<string, string>> {
  const known = await trx
    .selectFrom('mirror_object')
    .select(['id', 'hash'])
    .where('kind', '=', kind)
    .where('parent', '=', parent)
    .where('valid_to_ms', 'is', null)
    .where('id', 'in', ids)
    .execute()
  return new Map(known.map((row) => [row.id, row.hash]))
}

function version(item: Placed, revision: number, now: number) {
  const data = JSON.stringify(item.object)
  const hash = createHash('sha256').update(data).digest('base64url')
  const { kind, parent, id } = item
  return { kind, parent, id, data, hash, valid_from_ms: now, valid_to_ms: null, opened_rev: revision, closed_rev: null }
}

async function closeVersions(
  trx: Trx,
  { kind, parent }: { kind: Kind; parent: string },
  ids: readonly string[],
  { revision, atMs }: { revision: number; atMs: number },
): Promise<void> {
  await trx
    .updateTable('mirror_object')
    .set({ valid_to_ms: atMs, closed_rev: revision })
    .where('kind', '=', kind)
    .where('parent', '=', parent)
    .where('valid_to_ms', 'is', null)
    .where('id', 'in', ids)
    .execute()
}

async function acknowledge(trx: Trx, place: Place, acknowledged_ms: number): Promise<void> {
  await trx
    .insertInto('mirror_ack')
    .values({ kind: place.kind, parent: place.parent, id: place.id, acknowledged_ms })
    .onConflict((conflict) => conflict.columns(['kind', 'parent', 'id']).doUpdateSet({ acknowledged_ms }))
    .execute()
}

async function acknowledgedAfter(
  trx: Trx,
  kind: Kind,
  parent: string,
  items: readonly { id: string }[],
  sinceMs: number,
): Promise<Set<string>> {
  const rows = await trx
    .selectFrom('mirror_ack')
    .select('id')
    .where('kind', '=', kind)
    .where('parent', '=', parent)
    .where('acknowledged_ms', '>=', sinceMs)
    .execute()
  const written = new Set(rows.map((row) => row.id))
  return new Set(items.filter((item) => written.has(item.id)).map((item) => item.id))
}

function byList(placed: readonly Placed[]): { kind: Kind; parent: string; objects: Placed[] }[] {
  const groups = new Map<string, { kind: Kind; parent: string; objects: Placed[] }>()
  for (const item of placed) {
    const key = `${item.kind}/${item.parent}`
    const group = groups.get(key) ?? { kind: item.kind, parent: item.parent, objects: [] }
    group.objects.push(item)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function batches<T>(items: readonly T[]): T[][] {
  const result: T[][] = []
  for (let at = 0; at < items.length; at += batchSize) result.push(items.slice(at, at + batchSize))
  return result
}
