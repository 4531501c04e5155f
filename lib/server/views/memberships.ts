import 'server-only'
import { orgRolesWithEveryWorkspace } from '#lib/schemas/roles.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { inheritedRole } from './members.ts'
import { perSnapshot } from './memo.ts'

/** What somebody holds in a workspace; `inherited` when their organization role brings it. */
export type Held = { role: string; inherited: boolean }

/**
 * Workspace → member → what they hold, for every living workspace but the default one, which has no members of its own.
 * Explicit rows united with those the organization roles bring: right whether upstream lists the latter or not.
 */
export const memberships = perSnapshot((snapshot: Snapshot): ReadonlyMap<string, ReadonlyMap<string, Held>> => {
  const byWorkspace = new Map<string, Map<string, Held>>()
  for (const workspace of snapshot.list('workspace')) {
    if (workspace.id === snapshot.defaultWorkspaceId || workspace.archived_at !== null) continue
    byWorkspace.set(workspace.id, new Map())
  }
  for (const row of snapshot.list('workspace_member')) {
    const member = snapshot.get('user', row.user_id)
    if (member === undefined) continue
    byWorkspace.get(row.workspace_id)?.set(member.id, heldOf(member.role, row.workspace_role))
  }
  for (const member of snapshot.list('user')) {
    const role = inheritedRole(member.role)
    if (role === null) continue
    for (const held of byWorkspace.values()) if (!held.has(member.id)) held.set(member.id, { role, inherited: true })
  }
  return byWorkspace
})

/** Contract 7.2: what an admin inherits cannot be lowered by a row of their own; Billing can be raised by one. */
function heldOf(orgRole: string, listed: string): Held {
  const brought = inheritedRole(orgRole)
  if (orgRolesWithEveryWorkspace.includes(orgRole)) return { role: brought ?? listed, inherited: true }
  return { role: listed, inherited: listed === brought }
}
