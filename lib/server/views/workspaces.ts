import 'server-only'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
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
import { keyRow } from './key-row.ts'
import { readMemberLists } from './member-lists.ts'
import { memberships } from './memberships.ts'
import { perSnapshot } from './memo.ts'
import { beginView } from './revision.ts'

const kinds = ['workspace', 'api_key', 'workspace_member'] as const

/** All workspaces the person may see, archived and default ones included, in list order. */
export async function readWorkspaces(person: Person): Promise<View<WorkspaceRow>> {
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'workspaces', kinds)
  const read = await readMemberLists(runtime)
  const { policy } = await runtime.policy.current()
  const rows = visibleWorkspaces(snapshot, person).map((workspace) =>
    workspaceRow(snapshot, policy.protected, workspace, read),
  )
  return {
    ...freshness,
    revision: `${revision}-${rows.filter(({ id }) => read.has(id)).length}`,
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
  return {
    ...freshness,
    complete: whole,
    missing: whole ? [] : ['members of this workspace'],
    revision: `${revision}-${activity[0]?.id ?? ''}-${String(whole)}`,
    workspace: workspaceRow(snapshot, policy.protected, workspace, read),
    members: id === snapshot.defaultWorkspaceId ? [] : memberRowsOf(snapshot, workspace),
    keys: visibleKeys(snapshot, person)
      .filter((key) => workspaceOfKey(key) === id)
      .map((key) => keyRow(snapshot, policy.protected, key)),
    activity,
  }
}

export function workspaceRow(
  snapshot: Snapshot,
  rules: Protected,
  workspace: Workspace,
  read: ReadonlySet<string>,
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
