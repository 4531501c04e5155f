import 'server-only'
import type { Freshness } from '#lib/schemas/views.ts'
import type { Database } from '#lib/server/store/database.ts'
import { readState } from '#lib/server/store/state.ts'
import type { Kind } from './kinds.ts'
import { Snapshot, listOrder } from './snapshot.ts'
import type { SnapshotChange } from './snapshot.ts'

export const defaultWorkspaceState = 'mirror.default_workspace_id'

export type ListProgress = { kind: string; parent: string; synced_ms: number | null; complete: boolean }

/** The mirror as readers see it. One instance a process keeps the newest snapshot it has read. */
export type MirrorReader = {
  /** The newest state of the database: reads only what changed since the last call. */
  snapshot: () => Promise<Snapshot>
  progress: () => Promise<ListProgress[]>
  /** Where a deleted object stood in its list, so that its id stays a valid cursor; null when it was never known. */
  tombstoneOrder: (kind: Kind, id: string, parent: string) => Promise<string | null>
}

export function createMirrorReader(database: Database): MirrorReader {
  let newest = Snapshot.empty()
  let loading: Promise<Snapshot> | null = null

  const load = async (): Promise<Snapshot> => {
    const revision = await currentRevision(database)
    if (revision === newest.revision) return newest
    const changes = await changesBetween(database, newest.revision, revision)
    const defaultId = newest.defaultWorkspaceId ?? (await readState(database.db, defaultWorkspaceState))
    newest = newest.with(revision, defaultId, changes)
    return newest
  }

  return {
    // A reader that comes while another loads must not get a state older than its own question: it loads after.
    snapshot: async () => {
      const before = loading
      if (before !== null) await before.catch(() => undefined)
      loading ??= load().finally(() => (loading = null))
      return loading
    },
    progress: async () => {
      const rows = await database.db
        .selectFrom('mirror_list')
        .select(['kind', 'parent', 'synced_ms', 'complete'])
        .execute()
      return rows.map((row) => ({ ...row, complete: row.complete === 1 }))
    },
    tombstoneOrder: async (kind, id, parent) => {
      const row = await database.db
        .selectFrom('mirror_object')
        .select('data')
        .where('kind', '=', kind)
        .where('parent', '=', parent)
        .where('id', '=', id)
        .orderBy('opened_rev', 'desc')
        .executeTakeFirst()
      return row === undefined ? null : listOrder(kind, JSON.parse(row.data))
    },
  }
}

export async function currentRevision(database: Database): Promise<number> {
  const row = await database.db
    .selectFrom('mirror_revision')
    .select('revision')
    .where('name', '=', 'mirror')
    .executeTakeFirst()
  return row?.revision ?? 0
}

async function changesBetween(database: Database, from: number, to: number): Promise<SnapshotChange[]> {
  const columns = ['kind', 'parent', 'id', 'data'] as const
  const closed = await database.db
    .selectFrom('mirror_object')
    .select(['kind', 'parent', 'id'])
    .where('closed_rev', '>', from)
    .where('closed_rev', '<=', to)
    .where('opened_rev', '<=', from)
    .execute()
  const opened = await database.db
    .selectFrom('mirror_object')
    .select(columns)
    .where('opened_rev', '>', from)
    .where('opened_rev', '<=', to)
    .where((eb) => eb.or([eb('closed_rev', 'is', null), eb('closed_rev', '>', to)]))
    .execute()
  return [...closed.map((row) => ({ ...row, data: null })), ...opened]
}

const words: Record<Kind, string> = {
  organization: 'the organization',
  workspace: 'workspaces',
  user: 'members',
  invite: 'invites',
  api_key: 'API keys',
  workspace_member: 'members of workspaces',
}

/** How fresh and whole an answer is that was made from these kinds: as old as its oldest part. */
export function freshnessOf(
  kinds: readonly Kind[],
  snapshot: Snapshot,
  progress: readonly ListProgress[],
  upstreamProblem: string | null,
  sees: (workspaceId: string) => boolean = () => true,
): Freshness {
  const missing: string[] = []
  let oldest: number | null = null
  for (const kind of kinds) {
    const lists =
      kind === 'workspace_member'
        ? memberLists(snapshot, progress).filter(({ parent }) => sees(parent))
        : [single(kind, progress)]
    const unread = lists.filter((list) => !list.complete).length
    if (unread > 0)
      missing.push(
        kind === 'workspace_member'
          ? unread === 1
            ? 'members of one workspace'
            : `members of ${unread} workspaces`
          : words[kind],
      )
    // Member lists are refreshed slowly, by turns; they must not make a fresh list of people look old.
    if (kind === 'workspace_member' && kinds.length > 1) continue
    for (const { synced_ms } of lists) if (synced_ms !== null) oldest = Math.min(oldest ?? synced_ms, synced_ms)
  }
  return {
    synced_at: oldest === null ? null : new Date(oldest).toISOString(),
    complete: missing.length === 0,
    missing,
    upstream_problem: upstreamProblem,
  }
}

function single(kind: Kind, progress: readonly ListProgress[]): ListProgress {
  const row = progress.find((list) => list.kind === kind && list.parent === '')
  return row ?? { kind, parent: '', synced_ms: null, complete: false }
}

function memberLists(snapshot: Snapshot, progress: readonly ListProgress[]): ListProgress[] {
  const known = new Map(progress.filter((list) => list.kind === 'workspace_member').map((list) => [list.parent, list]))
  return workspacesWithMembers(snapshot).map(
    (id) => known.get(id) ?? { kind: 'workspace_member', parent: id, synced_ms: null, complete: false },
  )
}

/** The default workspace has no member list of its own; an archived one is not read any more. */
export function workspacesWithMembers(snapshot: Snapshot): string[] {
  return snapshot
    .list('workspace')
    .filter((workspace) => workspace.archived_at === null && workspace.id !== snapshot.defaultWorkspaceId)
    .map((workspace) => workspace.id)
}
