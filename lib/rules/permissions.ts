import type { Person, PortalRole } from '#lib/schemas/person.ts'

/** Every power there is. A row missing for any role does not compile (architecture, section 9). */
export const powers = [
  'organization.read',
  'members.read',
  'invites.read',
  'workspaces.read',
  'keys.read',
  'usage.read',
  'audit.read',
  'audit.export',
  'proposals.read',
  'settings.read',
  'invites.create',
  'invites.delete',
  'members.change_role',
  'members.remove',
  'workspaces.create',
  'workspaces.update',
  'workspaces.archive',
  'workspace_members.add',
  'workspace_members.change_role',
  'workspace_members.remove',
  'keys.rename',
  'keys.change_status',
  'keys.archive',
  'proposals.decide',
  'jobs.read',
  'jobs.create',
  'tokens.manage',
  'sessions.manage',
  'settings.write',
] as const
export type Power = (typeof powers)[number]

/** all: everything; scope: only the person's workspaces; own: only what the person did; none: nothing. */
export type Extent = 'all' | 'scope' | 'own' | 'none'

const readEverything = {
  'organization.read': 'all',
  'members.read': 'all',
  'invites.read': 'all',
  'workspaces.read': 'all',
  'keys.read': 'all',
  'usage.read': 'all',
} as const

const writeNothing = {
  'invites.create': 'none',
  'invites.delete': 'none',
  'members.change_role': 'none',
  'members.remove': 'none',
  'workspaces.create': 'none',
  'workspaces.update': 'none',
  'workspaces.archive': 'none',
  'workspace_members.add': 'none',
  'workspace_members.change_role': 'none',
  'workspace_members.remove': 'none',
  'keys.rename': 'none',
  'keys.change_status': 'none',
  'keys.archive': 'none',
  'proposals.decide': 'none',
  'settings.write': 'none',
} as const

/** Everybody with a portal role looks after their own tokens and sessions. */
const ownThings = { 'tokens.manage': 'own', 'sessions.manage': 'own' } as const

export const permissions: Readonly<Record<PortalRole, Readonly<Record<Power, Extent>>>> = {
  auditor: {
    ...readEverything,
    ...writeNothing,
    ...ownThings,
    'audit.read': 'all',
    'audit.export': 'all',
    'proposals.read': 'all',
    'jobs.read': 'all',
    'jobs.create': 'none',
    'settings.read': 'all',
  },
  helpdesk: {
    ...readEverything,
    ...writeNothing,
    ...ownThings,
    'audit.read': 'own',
    'audit.export': 'none',
    'proposals.read': 'own',
    'jobs.read': 'own',
    'jobs.create': 'all',
    'settings.read': 'none',
    'invites.create': 'all',
    'invites.delete': 'all',
    'members.change_role': 'all',
    'workspace_members.add': 'all',
    'workspace_members.change_role': 'all',
    'workspace_members.remove': 'all',
  },
  workspace_manager: {
    ...writeNothing,
    ...ownThings,
    'organization.read': 'all',
    'members.read': 'scope',
    'invites.read': 'none',
    'workspaces.read': 'scope',
    'keys.read': 'scope',
    'usage.read': 'scope',
    'audit.read': 'scope',
    'audit.export': 'none',
    'proposals.read': 'scope',
    'jobs.read': 'own',
    'jobs.create': 'scope',
    'settings.read': 'none',
    'workspaces.update': 'scope',
    'workspace_members.add': 'scope',
    'workspace_members.change_role': 'scope',
    'workspace_members.remove': 'scope',
    'keys.rename': 'scope',
    'keys.change_status': 'scope',
    'keys.archive': 'scope',
    'proposals.decide': 'scope',
  },
  admin: {
    ...readEverything,
    'audit.read': 'all',
    'audit.export': 'all',
    'proposals.read': 'all',
    'settings.read': 'all',
    'invites.create': 'all',
    'invites.delete': 'all',
    'members.change_role': 'all',
    'members.remove': 'all',
    'workspaces.create': 'all',
    'workspaces.update': 'all',
    'workspaces.archive': 'all',
    'workspace_members.add': 'all',
    'workspace_members.change_role': 'all',
    'workspace_members.remove': 'all',
    'keys.rename': 'all',
    'keys.change_status': 'all',
    'keys.archive': 'all',
    'proposals.decide': 'all',
    'jobs.read': 'all',
    'jobs.create': 'all',
    'tokens.manage': 'all',
    'sessions.manage': 'all',
    'settings.write': 'all',
  },
}

/** How far a person's power reaches; a person without a portal role has none of any. */
export function extentOf(person: Pick<Person, 'role'>, power: Power): Extent {
  return person.role === null ? 'none' : permissions[person.role][power]
}

/** True when the person is inside the extent for this workspace; null (no workspace) is only inside `all`. */
export function reaches(person: Person, power: Power, workspaceId: string | null): boolean {
  const extent = extentOf(person, power)
  if (extent === 'all') return true
  if (extent !== 'scope' || workspaceId === null) return false
  return person.workspaces === 'all' || person.workspaces.includes(workspaceId)
}

/** What each power lets one do, as it reads after "cannot". */
export const powerWords: Readonly<Record<Power, string>> = {
  'organization.read': 'see the organization',
  'members.read': 'see members',
  'invites.read': 'see invites',
  'workspaces.read': 'see workspaces',
  'keys.read': 'see API keys',
  'usage.read': 'see usage and cost',
  'audit.read': 'see the audit log',
  'audit.export': 'export the whole audit log',
  'proposals.read': 'see proposals',
  'settings.read': 'see the settings',
  'invites.create': 'invite people',
  'invites.delete': 'revoke invites',
  'members.change_role': 'change roles',
  'members.remove': 'remove members',
  'workspaces.create': 'create workspaces',
  'workspaces.update': 'rename or tag workspaces',
  'workspaces.archive': 'archive workspaces',
  'workspace_members.add': 'add people to workspaces',
  'workspace_members.change_role': 'change workspace roles',
  'workspace_members.remove': 'remove people from workspaces',
  'keys.rename': 'rename keys',
  'keys.change_status': 'disable or enable keys',
  'keys.archive': 'archive keys',
  'proposals.decide': 'decide proposals',
  'jobs.read': 'see jobs',
  'jobs.create': 'start jobs',
  'tokens.manage': 'manage tokens',
  'sessions.manage': 'manage sessions',
  'settings.write': 'change the settings',
}
