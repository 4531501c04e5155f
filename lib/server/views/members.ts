import 'server-only'
import { wholeLog } from '#lib/rules/audit-query.ts'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { reaches } from '#lib/rules/permissions.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { Person } from '#lib/schemas/person.ts'
import { orgRolesWithEveryWorkspace } from '#lib/schemas/roles.ts'
import type { MemberDetail, MemberRow, View } from '#lib/schemas/views.ts'
import { listAudit } from '#lib/server/audit/list.ts'
import { auditRow } from './audit-row.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { visibleKeys, visibleMembers, visibleWorkspaces } from '#lib/server/reads/scope.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { healthFacts, healthRevision } from './key-health.ts'
import { keyRow } from './key-row.ts'
import { perSnapshot } from './memo.ts'
import { beginView } from './revision.ts'

const kinds = ['user', 'workspace', 'api_key', 'workspace_member'] as const

/** All members the person may see, joined with their workspaces and keys, in list order. */
export async function readMembers(person: Person): Promise<View<MemberRow>> {
  const { snapshot, freshness, revision } = await beginView(await getRuntime(), person, 'members', kinds)
  const rows = memberRows(snapshot, person)
  return { ...freshness, revision, rows, total: rows.length }
}

/** One member with all access and keys; null when not there or not visible. */
export async function readMember(person: Person, id: string): Promise<MemberDetail | null> {
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, `member ${id}`, kinds)
  const member = memberRows(snapshot, person).find((row) => row.id === id)
  if (member === undefined) return null
  const keys = visibleKeys(snapshot, person).filter((key) => key.created_by?.id === id || actsAs(key, id))
  const { policy } = await runtime.policy.current()
  const { events } = await listAudit(runtime.database, person, { limit: 50, filter: { ...wholeLog, target: [id] } })
  const activity = events.map((event) => auditRow(person, event))
  const facts = await healthFacts(runtime, person, freshness)
  return {
    ...freshness,
    revision: `${revision}-${activity[0]?.id ?? ''}-${healthRevision(facts)}`,
    member,
    access: accessOf(snapshot, person, member),
    keys: keys.map((key) => keyRow(snapshot, policy.protected, key, facts)),
    activity,
  }
}

type Access = MemberDetail['access'][number]

function accessOf(snapshot: Snapshot, person: Person, member: MemberRow): Access[] {
  const direct = new Map(member.workspaces.map((held) => [held.id, held.workspace_role]))
  return visibleWorkspaces(snapshot, person).flatMap(({ id, name, archived_at }): Access[] => {
    const workspace = { id, name, archived_at }
    const own = direct.get(id)
    if (own !== undefined) return [{ workspace, workspace_role: own, source: 'direct' }]
    if (member.every_workspace === null || archived_at !== null || id === snapshot.defaultWorkspaceId) return []
    return [{ workspace, workspace_role: member.every_workspace, source: 'inherited' }]
  })
}

/** Rows for someone who sees everything are the same for everyone, so they are made once a snapshot. */
const allRows = perSnapshot((snapshot) => joinRows(snapshot, snapshot.list('user'), () => true))

export function memberRows(snapshot: Snapshot, person: Person): MemberRow[] {
  if (reaches(person, 'members.read', null)) return allRows(snapshot)
  return joinRows(snapshot, visibleMembers(snapshot, person), (id) => reaches(person, 'members.read', id))
}

function joinRows(
  snapshot: Snapshot,
  members: readonly Member[],
  sees: (workspaceId: string | null) => boolean,
): MemberRow[] {
  const access = explicitAccess(snapshot, sees)
  const keys = keyCounts(snapshot, sees)
  return members.map((member) => {
    const every_workspace = inheritedRole(member.role)
    const held = access.get(member.id) ?? []
    const counts = keys.get(member.id)
    return {
      ...member,
      // Upstream lists inherited rows too; only what differs from the inheritance was given explicitly.
      workspaces: held.filter((row) => row.workspace_role !== every_workspace),
      every_workspace,
      active_keys: counts?.active ?? 0,
      outliving_keys: counts?.outliving ?? 0,
    }
  })
}

/** The role an organization role brings in every workspace (contract 7.2); null when it brings none. */
export function inheritedRole(orgRole: string): string | null {
  if (orgRolesWithEveryWorkspace.includes(orgRole)) return 'workspace_admin'
  return orgRole === 'billing' ? 'workspace_billing' : null
}

function explicitAccess(snapshot: Snapshot, sees: (id: string) => boolean): Map<string, MemberRow['workspaces']> {
  const access = new Map<string, MemberRow['workspaces']>()
  for (const row of snapshot.list('workspace_member')) {
    const workspace = snapshot.get('workspace', row.workspace_id)
    if (workspace === undefined || workspace.archived_at !== null || !sees(row.workspace_id)) continue
    const held = access.get(row.user_id) ?? []
    held.push({ id: workspace.id, name: workspace.name, workspace_role: row.workspace_role })
    access.set(row.user_id, held)
  }
  return access
}

type KeyCounts = { active: number; outliving: number }

/** Contract 9: personal keys die with their person; workspace keys they made live on (trap 20). */
function keyCounts(snapshot: Snapshot, sees: (workspaceId: string | null) => boolean): Map<string, KeyCounts> {
  const counts = new Map<string, KeyCounts>()
  for (const key of snapshot.list('api_key')) {
    if (key.status !== 'active' || !sees(workspaceOfKey(key))) continue
    const owner = key.principal?.user_id ?? (key.created_by?.type === 'user' ? key.created_by.id : undefined)
    if (owner === undefined) continue
    const held = counts.get(owner) ?? { active: 0, outliving: 0 }
    held.active += 1
    if (!actsAs(key, owner)) held.outliving += 1
    counts.set(owner, held)
  }
  return counts
}

function actsAs(key: ApiKey, userId: string): boolean {
  return key.principal?.user_id === userId
}
