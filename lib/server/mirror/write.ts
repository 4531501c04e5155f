import 'server-only'
import { createHash } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Database } from '#lib/server/store/database.ts'
import type { Schema } from '#lib/server/store/schema.ts'
import { serialised } from '#lib/server/store/serialised.ts'
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
  await serialised(database, 'mirror', async (trx) => {
    const revision = await nextRevision(trx)
    for (const group of byList(placed)) {
      for (const batch of batches(group.objects)) {
        const newer = await acknowledgedAfter(trx, group.kind, group.parent, batch, askedMs)
        await openVersions(
          trx,
          group.kind,
          group.parent,
          batch.filter((item) => !newer.has(item.id)),
          revision,
        )
      }
    }
  })
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
      for (const batch of batches(gone.filter((row) => !newer.has(row.id))))
        await closeVersions(
          trx,
          list.kind,
          list.parent,
          batch.map((row) => row.id),
          revision,
          pass.endedMs,
        )
    }
    await markList(trx, list, { synced_ms: pass.endedMs, complete: 1 })
  })
}

/** Writes through what upstream acknowledged: new states and deletions, before the person gets the answer. */
export async function writeThrough(
  database: Database,
  changes: { upserts?: readonly Placed[]; deletions?: readonly Deletion[] },
): Promise<void> {
  const acknowledged_ms = Date.now()
  await serialised(database, 'mirror', async (trx) => {
    const revision = await nextRevision(trx)
    for (const group of byList(changes.upserts ?? [])) {
      await openVersions(trx, group.kind, group.parent, group.objects, revision)
      for (const item of group.objects) await acknowledge(trx, { ...group, id: item.id }, acknowledged_ms)
    }
    for (const place of await placesOf(trx, changes.deletions ?? [])) {
      await closeVersions(trx, place.kind, place.parent, [place.id], revision, acknowledged_ms)
      await acknowledge(trx, place, acknowledged_ms)
    }
  })
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
  await markList(database.db, list, { viewed_ms: Date.now() })
}

async function markList(
  db: Database['db'] | Trx,
  list: { kind: Kind; parent: string },
  values: { synced_ms?: number; complete?: number; viewed_ms?: number },
): Promise<void> {
  await db
    .insertInto('mirror_list')
    .values({ kind: list.kind, parent: list.parent, synced_ms: null, complete: 0, viewed_ms: 0, ...values })
    .onConflict((conflict) => conflict.columns(['kind', 'parent']).doUpdateSet(values))
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

/** Closes the versions that changed and opens the next; an unchanged object is left alone. */
async function openVersions(
  trx: Trx,
  kind: Kind,
  parent: string,
  placed: readonly Placed[],
  revision: number,
): Promise<void> {
  if (placed.length === 0) return
  const now = Date.now()
  const rows = [...new Map(placed.map((item) => [item.id, version(item, revision, now)])).values()]
  const known = await trx
    .selectFrom('mirror_object')
    .select(['id', 'hash'])
    .where('kind', '=', kind)
    .where('parent', '=', parent)
    .where('valid_to_ms', 'is', null)
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .execute()
  const hashes = new Map(known.map((row) => [row.id, row.hash]))
  const changed = rows.filter((row) => hashes.get(row.id) !== row.hash)
  if (changed.length === 0) return
  const replaced = changed.filter((row) => hashes.has(row.id)).map((row) => row.id)
  if (replaced.length > 0) await closeVersions(trx, kind, parent, replaced, revision, now)
  await trx.insertInto('mirror_object').values(changed).execute()
}

function version(item: Placed, revision: number, now: number) {
  const data = JSON.stringify(item.object)
  const hash = createHash('sha256').update(data).digest('base64url')
  const { kind, parent, id } = item
  return { kind, parent, id, data, hash, valid_from_ms: now, valid_to_ms: null, opened_rev: revision, closed_rev: null }
}

async function closeVersions(
  trx: Trx,
  kind: Kind,
  parent: string,
  ids: readonly string[],
  revision: number,
  atMs: number,
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
