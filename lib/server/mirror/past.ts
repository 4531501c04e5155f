import 'server-only'
import type { Database } from '#lib/server/store/database.ts'
import { readState } from '#lib/server/store/state.ts'
import { longestPauseMs } from './journal.ts'
import type { Kind } from './kinds.ts'
import { defaultWorkspaceState } from './read.ts'
import { Snapshot } from './snapshot.ts'

/**
 * The mirror as it stood at a past moment, of these kinds alone. Two questions for one moment read the database once. Each
 * state is as large as the mirror itself: they are loaded one after the other, and few are kept, for a while.
 */
export function createPast(database: Database): (kinds: readonly Kind[], atMs: number) => Promise<Snapshot> {
  const held = new Map<string, Promise<Snapshot>>()
  let loading: Promise<unknown> = Promise.resolve()
  const hold = (key: string, snapshot: Promise<Snapshot>): void => {
    const drop = () => {
      if (held.get(key) === snapshot) held.delete(key)
    }
    held.set(key, snapshot)
    for (const oldest of [...held.keys()].slice(0, -mostHeld)) held.delete(oldest)
    setTimeout(drop, heldForMs).unref()
    snapshot.catch(drop)
  }
  return (kinds, atMs) => {
    const key = `${atMs} ${kinds.toSorted().join(' ')}`
    const known = held.get(key)
    if (known !== undefined) return known
    const snapshot = loading.then(() => snapshotAt(database, kinds, atMs))
    loading = snapshot.then(settled, settled)
    // A moment that has just passed may still learn of a reading that ended in it.
    if (Date.now() - atMs > longestPauseMs) hold(key, snapshot)
    return snapshot
  }
}

/** The two ends of a difference. */
const mostHeld = 2
const heldForMs = 5 * 60_000

/** What was loaded must not be held by the queue. */
const settled = () => undefined

/** Every object of these kinds as the mirror knew it at `atMs`; of workspace members only those of `memberId`, if given. */
export async function snapshotAt(
  { db }: Database,
  kinds: readonly Kind[],
  atMs: number,
  memberId?: string,
): Promise<Snapshot> {
  const defaultId = await readState(db, defaultWorkspaceState)
  const valid = db
    .selectFrom('mirror_object')
    .select(['kind', 'parent', 'id', 'data'])
    .where('kind', 'in', kinds)
    .where('valid_from_ms', '<=', atMs)
    .where((eb) => eb.or([eb('valid_to_ms', 'is', null), eb('valid_to_ms', '>', atMs)]))
  const bounded =
    memberId === undefined
      ? valid
      : valid.where((eb) => eb.or([eb('kind', '<>', 'workspace_member'), eb('id', '=', memberId)]))
  const rows = await bounded.execute()
  return Snapshot.empty().with(0, defaultId, rows)
}

/** When a list was read for the first time, and the readings around a moment; all epoch ms, null where there is none. */
export type Readings = { first_ms: number | null; read_ms: number | null; next_ms: number | null }

export async function readingsAround({ db }: Database, kind: Kind, atMs: number): Promise<Readings> {
  const list = await db
    .selectFrom('mirror_list')
    .select('first_ms')
    .where('kind', '=', kind)
    .where('parent', '=', '')
    .executeTakeFirst()
  const spans = db.selectFrom('mirror_reading').select(['from_ms', 'to_ms']).where('kind', '=', kind)
  const last = await spans.where('from_ms', '<=', atMs).orderBy('from_ms', 'desc').limit(1).executeTakeFirst()
  const next = await spans.where('from_ms', '>', atMs).orderBy('from_ms').limit(1).executeTakeFirst()
  return {
    first_ms: list?.first_ms ?? null,
    read_ms: last === undefined ? null : Math.min(atMs, last.to_ms),
    next_ms: next?.from_ms ?? null,
  }
}

/** The workspaces whose members had been read by then. */
export async function memberListsReadBy({ db }: Database, atMs: number): Promise<Set<string>> {
  const rows = await db
    .selectFrom('mirror_list')
    .select('parent')
    .where('kind', '=', 'workspace_member')
    .where('first_ms', '<=', atMs)
    .execute()
  return new Set(rows.map(({ parent }) => parent))
}
