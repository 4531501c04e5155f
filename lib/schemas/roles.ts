/** Organization and workspace roles, contract section 7. Reads may carry values that are not listed here (H5). */

export const orgRoles = [
  'primary_owner',
  'owner',
  'admin',
  'membership_admin',
  'billing',
  'developer',
  'claude_code_user',
  'user',
  'managed',
] as const
export type OrgRole = (typeof orgRoles)[number]

/** What the Admin API lets us write in a Claude Console organization; `admin` is Console-only (trap 12). */
export const assignableOrgRoles = ['user', 'claude_code_user', 'developer', 'billing'] as const
export type AssignableOrgRole = (typeof assignableOrgRoles)[number]

/** Roles the Admin API can neither give, change nor remove. */
export const lockedOrgRoles: readonly string[] = ['admin', 'owner', 'primary_owner', 'membership_admin']

/** Roles that make their holder `workspace_admin` in every workspace (contract 7.2). */
export const orgRolesWithEveryWorkspace: readonly string[] = ['admin', 'owner', 'primary_owner']

export const workspaceRoles = [
  'workspace_user',
  'workspace_restricted_developer',
  'workspace_developer',
  'workspace_admin',
  'workspace_billing',
] as const
export type WorkspaceRole = (typeof workspaceRoles)[number]

export const assignableWorkspaceRoles = [
  'workspace_user',
  'workspace_restricted_developer',
  'workspace_developer',
  'workspace_admin',
] as const
export type AssignableWorkspaceRole = (typeof assignableWorkspaceRoles)[number]

const roleNames: Record<OrgRole | WorkspaceRole, string> = {
  primary_owner: 'Primary owner',
  owner: 'Owner',
  admin: 'Admin',
  membership_admin: 'Membership admin',
  billing: 'Billing',
  developer: 'Developer',
  claude_code_user: 'Claude Code user',
  user: 'User',
  managed: 'Managed',
  workspace_user: 'Workspace user',
  workspace_restricted_developer: 'Limited developer',
  workspace_developer: 'Workspace developer',
  workspace_admin: 'Workspace admin',
  workspace_billing: 'Workspace billing',
}

/** The Console's word for a role; an unknown one is shown as it came, marked as unknown. */
export function roleName(role: string): string {
  return Object.hasOwn(roleNames, role) ? roleNames[role as OrgRole] : `Unknown (${role})`
}
