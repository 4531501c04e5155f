import type { PortalRole } from '#lib/schemas/person.ts'
import { assignableOrgRoles, assignableWorkspaceRoles } from '#lib/schemas/roles.ts'

/** The Claude roles a portal role may give, and may touch in someone's hands. Both ends count (T4). */
const orgCeilings: Record<PortalRole, readonly string[]> = {
  auditor: [],
  helpdesk: ['user', 'claude_code_user', 'developer'],
  workspace_manager: [],
  admin: assignableOrgRoles,
}

const workspaceCeilings: Record<PortalRole, readonly string[]> = {
  auditor: [],
  helpdesk: ['workspace_user', 'workspace_restricted_developer', 'workspace_developer'],
  workspace_manager: assignableWorkspaceRoles,
  admin: assignableWorkspaceRoles,
}

export function orgRolesWithin(role: PortalRole | null): readonly string[] {
  return role === null ? [] : orgCeilings[role]
}

export function workspaceRolesWithin(role: PortalRole | null): readonly string[] {
  return role === null ? [] : workspaceCeilings[role]
}
