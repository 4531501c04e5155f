export const portalRoles = ['auditor', 'helpdesk', 'workspace_manager', 'admin'] as const
export type PortalRole = (typeof portalRoles)[number]

/**
 * Who is asking, as rules and pages see it. `role` is null for someone with a valid sign-in and no portal role.
 * `workspaces` bounds a workspace_manager; every other role sees all. `via` says how they came.
 */
export type Person = {
  id: string
  name: string
  email: string
  role: PortalRole | null
  workspaces: 'all' | readonly string[]
  via: Via
  /** Whose token this is: nobody does by a script to themselves what they may not do by hand. */
  maker?: { email: string; role: PortalRole | null }
}

/**
 * How an act came about: by hand, by a script, by an approved proposal, by a job, by a command on the server, by the portal
 * itself, upstream without any of these.
 */
export const vias = ['browser', 'token', 'approval', 'job', 'command_line', 'portal', 'upstream'] as const
export type Via = (typeof vias)[number]

const roleTitles: Record<PortalRole, string> = {
  auditor: 'Auditor',
  helpdesk: 'Help desk',
  workspace_manager: 'Workspace manager',
  admin: 'Portal admin',
}

export function portalRoleTitle(role: PortalRole | null): string {
  return role === null ? 'No portal role' : roleTitles[role]
}
