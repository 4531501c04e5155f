import 'server-only'
import type { Page } from '#lib/schemas/page.ts'
import { shapeForVersion } from '#lib/server/http/version.ts'
import { Problem, notFound } from '#lib/server/http/problem.ts'
import type { Kind, Mirrored } from '#lib/server/mirror/kinds.ts'
import { listOrder } from '#lib/server/mirror/snapshot.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import type { ReadContext, ReadResult } from './define.ts'
import { seesObject } from './scope.ts'
import { paginate } from './paginate.ts'
import type { CursorQuery } from './paginate.ts'

export type MirrorList<K extends Kind> = {
  kind: K
  /** The list's own parent: the workspace of a member list, else empty. */
  parent?: string
  items: (snapshot: Snapshot) => readonly Mirrored[K][]
  idOf: (item: Mirrored[K]) => string
  /** The kind whose time orders the list, when it is not its own: member rows carry no time. */
  orderedAs?: 'user'
}

/**
 * One page of a list, from the mirror, with its age. Scripts never get a list that is silently short: until the first
 * pass is complete the answer is 503 with a time to come back.
 */
export async function listFromMirror<K extends Kind>(
  context: ReadContext,
  list: MirrorList<K>,
  query: CursorQuery,
): Promise<ReadResult> {
  const { mirror } = context.runtime
  mirror.looked(list.parent)
  const [snapshot, progress] = [await mirror.snapshot(), await mirror.progress()]
  const parent = list.parent ?? ''
  const own = progress.find((row) => row.kind === list.kind && row.parent === parent)
  if (own?.complete !== true) throw new Problem(503, 'first_sync_running', notYet(list.kind), 2)
  const page: Page<Mirrored[K]> = await paginate(
    {
      items: list.items(snapshot),
      idOf: list.idOf,
      orderOf: (item) => orderOf(list, snapshot, item),
      tombstone: async (id) => {
        const [kind, place] = list.orderedAs === undefined ? [list.kind, parent] : [list.orderedAs, '']
        // What is there and out of sight must not answer as a position where a made-up id would not (T3).
        const isThere = snapshot.get(kind, id, place) !== undefined
        if (isThere && !seesObject(snapshot, context.person, kind, id)) return null
        return mirror.tombstoneOrder(kind, id, place)
      },
    },
    query,
  )
  const data = page.data.map((item) => shapeForVersion(item, context.api_version, snapshot.defaultWorkspaceId))
  const synced_at = own.synced_ms === null ? null : new Date(own.synced_ms).toISOString()
  return { body: { ...page, data, synced_at, complete: true } }
}

function orderOf<K extends Kind>(list: MirrorList<K>, snapshot: Snapshot, item: Mirrored[K]): string {
  if (list.orderedAs === undefined) return listOrder(list.kind, item)
  const member = snapshot.get('user', list.idOf(item))
  return member === undefined ? '' : listOrder('user', member)
}

function notYet(kind: Kind): string {
  return `Steward is still reading the ${kind.replace('_', ' ')} list for the first time; ask again in a moment.`
}

/** For an id that the mirror does not hold: not found, unless the list has not been read whole yet. */
export async function absent(runtime: Runtime, kind: Kind, id: string, parent = ''): Promise<Problem> {
  const progress = await runtime.mirror.progress()
  const own = progress.find((row) => row.kind === kind && row.parent === parent)
  return own?.complete === true ? notFound(id) : new Problem(503, 'first_sync_running', notYet(kind), 2)
}
