import 'server-only'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import { workspaceProtection } from '#lib/rules/protection.ts'
import type { Protected } from '#lib/rules/protection.ts'
import { isClaudeCodeWorkspace } from '#lib/rules/workspace-can.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { View, WorkspaceDetail, WorkspaceMemberRow, WorkspaceRow } from '#lib/schemas/views.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import { listAudit } from '#lib/server/audit/list.ts'
import { auditRow } from './audit-row.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { seesWorkspace, visibleKeys, visibleWorkspaces } from '#lib/server/reads/scope.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { healthFacts, healthRevision } from './key-health.ts'
import { keyRow } from './key-row.ts'
import { readMemberLists } from './member-lists.ts'
import { memberships } from './memberships.ts'
import { perSnapshot } from './memo.ts'
import { beginView } from './revision.ts'
import { monthSpend } from './spend.ts'

const kinds = ['workspace', 'api_key', 'workspace_member'] as const

/** All workspaces the person may see, archived and default ones included, in list order. */
export async function readWorkspaces(person: Person): Promise<View<WorkspaceRow>> {
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'workspaces', kinds)
  const read = await readMemberLists(runtime)
  const { policy } = await runtime.policy.current()
  const { spend, spendRevision } = await spendFacts(runtime, snapshot, person)
  const rows = visibleWorkspaces(snapshot, person).map((workspace) =>
    workspaceRow(snapshot, policy.protected, workspace, read, spend),
  )
  return {
    ...freshness,
    revision: `${revision}-${rows.filter(({ id }) => read.has(id)).length}-${spendRevision}`,
    rows,
    total: rows.length,
  }
}

/** One workspace with its members (inherited rows included), keys and activity; null when not there or not visible. */
export async function readWorkspace(person: Person, id: string): Promise<WorkspaceDetail | null> {
  if (!seesWorkspace(person, id)) return null
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, `workspace ${id}`, kinds, id)
  const workspace = snapshot.get('workspace', id)
  if (workspace === undefined) return null
  const read = await readMemberLists(runtime)
  const whole = read.has(id) || id === snapshot.defaultWorkspaceId || workspace.archived_at !== null
  const { policy } = await runtime.policy.current()
  const { events } = await listAudit(runtime.database, person, { limit: 50, workspace_id: id })
  const activity = events.map((event) => auditRow(person, event))
  const facts = await healthFacts(runtime, person, freshness)
  const { spend } = await spendFacts(runtime, snapshot, person)
  return {
    ...freshness,
    complete: whole,
    missing: whole ? [] : ['members of this workspace'],
    revision: `${revision}-${activity[0]?.id ?? ''}-${String(whole)}-${healthRevision(facts)}`,
    workspace: workspaceRow(snapshot, policy.protected, workspace, read, spend),
    members: id === snapshot.defaultWorkspaceId ? [] : memberRowsOf(snapshot, workspace),
    keys: visibleKeys(snapshot, person)
      .filter((key) => workspaceOfKey(key) === id)
      .map((key) => keyRow(snapshot, policy.protected, key, facts)),
    activity,
  }
}

type SpendFacts = { spend: ReadonlyMap<string, string> | null; spendRevision: string }

/** What each workspace cost this month; only those in sight are asked for by row. */
async function spendFacts(runtime: Runtime, snapshot: Snapshot, person: Person): Promise<SpendFacts> {
  if (extentOf(person, 'usage.read') === 'none') return { spend: null, spendRevision: '' }
  runtime.usage.looked()
  const figures = await runtime.usage.figures()
  return { spend: monthSpend(snapshot, figures), spendRevision: figures.revision }
}

export function workspaceRow(
  snapshot: Snapshot,
  rules: Protected,
  workspace: Workspace,
  read: ReadonlySet<string>,
  spend: ReadonlyMap<string, string> | null = null,
): WorkspaceRow {
  const is_default = workspace.id === snapshot.defaultWorkspaceId
  const { id, name, display_color, created_at, archived_at, tags, data_residency } = workspace
  return {
    id,
    name,
    display_color,
    created_at,
    archived_at,
    tags,
    data_residency,
    is_default,
    is_claude_code: isClaudeCodeWorkspace({ name, is_default }),
    member_count: read.has(id) ? (memberships(snapshot).get(id)?.size ?? 0) : null,
    active_keys: activeKeys(snapshot).get(id) ?? 0,
    spend_month: spend === null ? null : (spend.get(id) ?? '0.00'),
    protected: workspaceProtection(rules, workspace),
  }
}

const activeKeys = perSnapshot((snapshot): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const key of snapshot.list('api_key')) {
    const id = workspaceOfKey(key)
    if (key.status === 'active' && id !== null) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
})

function memberRowsOf(snapshot: Snapshot, workspace: Workspace): WorkspaceMemberRow[] {
  const rows = [...(memberships(snapshot).get(workspace.id) ?? [])].map(
    ([user_id, { role, inherited }]): WorkspaceMemberRow => {
      const member = snapshot.get('user', user_id)
      return {
        user_id,
        org_role: member?.role ?? 'unknown',
        workspace_role: role,
        name: member?.name ?? '',
        email: member?.email ?? user_id,
        source: inherited ? 'inherited' : 'direct',
      }
    },
  )
  return rows.sort((a, b) => a.name.localeCompare(b.name) || a.user_id.localeCompare(b.user_id))
}
