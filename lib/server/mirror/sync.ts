import 'server-only'
import { NamedError } from '#lib/server/named-error.ts'
import { randomUUID } from 'node:crypto'
import { maxPageSize } from '#lib/schemas/page.ts'
import type { Page } from '#lib/schemas/page.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import type { Database } from '#lib/server/store/database.ts'
import { dropLease, takeLease } from '#lib/server/store/lease.ts'
import { readState, writeState } from '#lib/server/store/state.ts'
import type { Kind, Placed } from './kinds.ts'
import { placeInvite, placeKey, placeMember, placeOrganization, placeWorkspace, placeWorkspaceMember } from './kinds.ts'
import { allDone } from './all-done.ts'
import { defaultWorkspaceState, workspacesWithMembers } from './read.ts'
import type { MirrorReader } from './read.ts'
import { walkList } from './walk.ts'
import { applyPage, concludePass } from './write.ts'

export type SyncParts = {
  database: Database
  reader: MirrorReader
  /** The Admin API in the sync lane. */
  admin: AdminApi
  /** Refuse any other organization; null accepts the one the key belongs to. */
  expectedOrganizationId: string | null
  /** Lists older than this are read again, ms. */
  freshForMs?: number
  /** Member lists older than this are read again, ms: they cost one call a workspace. */
  membersFreshForMs?: number
  /** Done at the end of every sweep, by whoever swept; `reread` reads these lists once more, if the sweep went well. */
  afterwards?: (reread: Reread) => Promise<void>
}

/** Kinds without a list of their own are passed over. */
export type Reread = (kinds: readonly Kind[]) => Promise<void>

export type Sync = {
  /** One sweep over everything that is stale. False when another process is sweeping. Throws UpstreamError. */
  sweep: (options?: { force?: boolean }) => Promise<boolean>
}

export class WrongOrganizationError extends NamedError {
  static override readonly errorName = 'WrongOrganizationError'

  constructor(expected: string, found: string) {
    super(`The admin key belongs to organization ${found}, not to EXPECTED_ORG_ID ${expected}.`)
  }
}

const leaseMs = 60_000
const holder = randomUUID()

/** Keeps the mirror in step with upstream: whole lists along known boundaries, member lists by turns. */
export function createSync(parts: SyncParts): Sync {
  const boundaries = new Map<string, string[]>()

  const pass = async <T>(
    list: { kind: Kind; parent: string },
    place: (item: T) => Placed,
    fetchPage: (after_id: string | undefined) => Promise<{ value: Page<T> }>,
  ): Promise<void> => {
    await keepLease(parts.database)
    const key = `${list.kind}/${list.parent}`
    const startedMs = Date.now()
    const found = await walkList(
      (item: T) => place(item).id,
      async (after) => (await fetchPage(after ?? undefined)).value,
      (items, askedMs) => applyPage(parts.database, items.map(place), askedMs),
      boundaries.get(key) ?? [],
    )
    boundaries.set(key, found.boundaries)
    if (found.complete) await concludePass(parts.database, list, found.seen, { startedMs, endedMs: Date.now() })
  }

  const passes: Record<(typeof listKinds)[number], () => Promise<void>> = {
    workspace: () =>
      pass({ kind: 'workspace', parent: '' }, placeWorkspace, (after) =>
        parts.admin.workspaces.list({ ...page(after), include_archived: true, include_default: true }),
      ),
    user: () => pass({ kind: 'user', parent: '' }, placeMember, (after) => parts.admin.users.list(page(after))),
    invite: () => pass({ kind: 'invite', parent: '' }, placeInvite, (after) => parts.admin.invites.list(page(after))),
    api_key: () => pass({ kind: 'api_key', parent: '' }, placeKey, (after) => parts.admin.apiKeys.list(page(after))),
  }

  const members = (workspaceId: string) =>
    pass({ kind: 'workspace_member', parent: workspaceId }, placeWorkspaceMember, (after) =>
      parts.admin.workspaceMembers.list(workspaceId, page(after)),
    )

  const sweepAll = async (force: boolean): Promise<void> => {
    const stale = await staleLists(parts, force)
    if (stale.organization) await readOrganization(parts)
    const workspaces = stale.kinds.includes('workspace') ? [findDefaultWorkspace(parts)] : []
    await allDone([...stale.kinds.map((kind) => passes[kind]()), ...workspaces])
    for (const workspaceId of await staleMemberLists(parts, force)) await members(workspaceId)
  }

  const reread: Reread = async (kinds) => {
    await allDone(listKinds.filter((kind) => kinds.includes(kind)).map((kind) => passes[kind]()))
  }

  /** One list that cannot be read holds up nothing but itself; of another organization nothing is told. */
  const tellWhatWasRead = async (error: unknown): Promise<never> => {
    if (!(error instanceof WrongOrganizationError)) await parts.afterwards?.(readNothing)
    throw error
  }

  return {
    sweep: async (options) => {
      if ((await takeLease(parts.database, 'sync', holder, leaseMs)) === null) return false
      try {
        await sweepAll(options?.force ?? false).catch(tellWhatWasRead)
        await parts.afterwards?.(reread)
        return true
      } finally {
        await dropLease(parts.database, 'sync', holder)
      }
    },
  }
}

const readNothing: Reread = () => Promise.resolve()

function page(after_id: string | undefined): { limit: number; after_id?: string } {
  return { limit: maxPageSize, ...(after_id === undefined ? {} : { after_id }) }
}

async function keepLease(database: Database): Promise<void> {
  if ((await takeLease(database, 'sync', holder, leaseMs)) === null)
    throw new Error('Another process took over the sync')
}

/** Asks upstream which organization the key belongs to. Throws WrongOrganizationError, UpstreamError. */
export async function readOrganization(
  parts: Pick<SyncParts, 'admin' | 'database' | 'expectedOrganizationId'>,
): Promise<void> {
  const startedMs = Date.now()
  const { value } = await parts.admin.organization.retrieve()
  if (parts.expectedOrganizationId !== null && value.id !== parts.expectedOrganizationId)
    throw new WrongOrganizationError(parts.expectedOrganizationId, value.id)
  await applyPage(parts.database, [placeOrganization(value)], startedMs)
  const pass = { startedMs, endedMs: Date.now() }
  await concludePass(parts.database, { kind: 'organization', parent: '' }, new Set([value.id]), pass)
}

/** Nothing in the object marks the default workspace: it is the one that only `include_default` lists (trap 4). */
async function findDefaultWorkspace(parts: SyncParts): Promise<void> {
  if ((await readState(parts.database.db, defaultWorkspaceState)) !== null) return
  const query = { limit: maxPageSize, include_archived: true }
  const ordinary = new Set<string>()
  await walkList(
    (workspace: Workspace) => workspace.id,
    async (after) =>
      (await parts.admin.workspaces.list({ ...query, ...(after === null ? {} : { after_id: after }) })).value,
    async (items) => items.forEach((workspace) => ordinary.add(workspace.id)),
  )
  const everything = await parts.admin.workspaces.list({ ...query, include_default: true })
  const found = everything.value.data.find((workspace) => workspace.name === 'Default' && !ordinary.has(workspace.id))
  if (found !== undefined) await writeState(parts.database.db, defaultWorkspaceState, found.id)
}

const listKinds = ['workspace', 'user', 'invite', 'api_key'] as const

type StaleLists = { organization: boolean; kinds: (typeof listKinds)[number][] }

async function staleLists(parts: SyncParts, force: boolean): Promise<StaleLists> {
  const progress = await parts.reader.progress()
  const oldest = Date.now() - (parts.freshForMs ?? 30_000)
  const isStale = (kind: Kind, since: number) => {
    const list = progress.find((row) => row.kind === kind && row.parent === '')
    return list === undefined || !list.complete || list.synced_ms === null || list.synced_ms < since
  }
  return {
    organization: force || isStale('organization', Date.now() - 600_000),
    kinds: listKinds.filter((kind) => force || isStale(kind, oldest)),
  }
}

/** Member lists to read: never read ones first, then recently viewed ones, then the oldest. */
async function staleMemberLists(parts: SyncParts, force: boolean): Promise<string[]> {
  const snapshot = await parts.reader.snapshot()
  const rows = await parts.database.db
    .selectFrom('mirror_list')
    .selectAll()
    .where('kind', '=', 'workspace_member')
    .execute()
  const known = new Map(rows.map((row) => [row.parent, row]))
  const now = Date.now()
  const freshForMs = parts.membersFreshForMs ?? 600_000
  return workspacesWithMembers(snapshot)
    .map((id) => ({ id, synced: known.get(id)?.synced_ms ?? 0, viewed: known.get(id)?.viewed_ms ?? 0 }))
    .filter(({ synced, viewed }) => {
      const watched = viewed > synced && now - viewed < 120_000
      return force || synced === 0 || now - synced > freshForMs || (watched && now - synced > 30_000)
    })
    .sort((a, b) => Number(a.synced > 0) - Number(b.synced > 0) || b.viewed - a.viewed || a.synced - b.synced)
    .map(({ id }) => id)
}
