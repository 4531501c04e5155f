import { keyNow } from './api-keys.ts'
import { formatCents, recordCost } from './cost-report.ts'
import { inviteNow } from './invites.ts'
import { effectiveRole, inheritedRole } from './workspace-members.ts'
import type { World } from './world.ts'

export function worldCounts(world: World): Record<string, number> {
  return {
    users: world.users.size,
    invites: world.invites.size,
    workspaces: world.workspaces.size,
    api_keys: world.keys.size,
    service_accounts: world.serviceAccounts.size,
  }
}

/** Everything there is, newest first, for tests to compare with what a client shows. */
export function worldState(world: World): Record<string, unknown> {
  const users = world.users.all()
  const members = world.workspaces.all().flatMap((workspace) =>
    users.flatMap((user) => {
      const role = effectiveRole(world, workspace.id, user)
      if (role === undefined) return []
      const inherited = inheritedRole(user) !== undefined && role === inheritedRole(user)
      return [{ workspace_id: workspace.id, user_id: user.id, workspace_role: role, inherited }]
    }),
  )
  return {
    organization: world.organization,
    now: new Date(world.clock.now()).toISOString(),
    default_workspace_id: world.defaultWorkspaceId,
    restrictions: world.restrictions,
    switches: world.switches,
    counts: worldCounts(world),
    users,
    invites: world.invites.all().map((invite) => inviteNow(world, invite)),
    workspaces: world.workspaces.all(),
    workspace_members: members,
    api_keys: world.keys.all().map((key) => keyNow(world, key)),
    service_accounts: world.serviceAccounts.all(),
  }
}

/** Every record behind the three reports; `total_cents` is what the usage records cost together. */
export function usageState(world: World): Record<string, unknown> {
  const total = world.usage().reduce((sum, record) => sum + recordCost(record), 0n)
  return { records: world.usage(), total_cents: formatCents(total), claude_code: world.claudeCode() }
}
