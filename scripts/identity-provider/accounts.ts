/** The people of the demo. One for each portal role, a second portal admin, and one who may sign in but has none. */
export type Account = {
  id: string
  name: string
  email: string
  email_verified: boolean
  groups: readonly string[]
  about: string
}

export const demoGroups = {
  admin: 'claude-admins',
  helpdesk: 'it-helpdesk',
  workspace_manager: 'team-workspaces',
  auditor: 'internal-audit',
} as const

export const demoAccounts = [
  {
    id: 'ada',
    name: 'Ada Lindqvist',
    email: 'ada.admin@example.com',
    email_verified: true,
    groups: [demoGroups.admin],
    about: 'Portal admin: may do everything',
  },
  {
    id: 'henry',
    name: 'Henry Okafor',
    email: 'henry.helpdesk@example.com',
    email_verified: true,
    groups: [demoGroups.helpdesk],
    about: 'Help desk: invites and ordinary roles',
  },
  {
    id: 'wanda',
    name: 'Wanda Moreau',
    email: 'wanda.manager@example.com',
    email_verified: true,
    groups: [demoGroups.workspace_manager],
    about: 'Workspace manager: only her workspaces',
  },
  {
    id: 'aurel',
    name: 'Aurel Schmidt',
    email: 'aurel.auditor@example.com',
    email_verified: true,
    groups: [demoGroups.auditor],
    about: 'Auditor: sees everything, changes nothing',
  },
  {
    id: 'nina',
    name: 'Nina Petrov',
    email: 'nina.newcomer@example.com',
    email_verified: true,
    groups: [],
    about: 'No portal role: can sign in, sees nothing',
  },
  {
    id: 'oskar',
    name: 'Oskar Brandt',
    email: 'oskar.admin@example.com',
    email_verified: true,
    groups: [demoGroups.admin],
    about: 'Portal admin, too: decides what Ada proposes',
  },
] as const satisfies readonly Account[]
