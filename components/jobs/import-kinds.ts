import type { ImportKind } from '#lib/schemas/jobs.ts'

type Column = { name: string; about: string }

export type ImportWords = {
  title: string
  /** What the job is called, before the name of the file. */
  does: string
  columns: readonly Column[]
  /** A whole file to begin with. */
  example: (workspaceName?: string) => string
}

const emailOf = (whose: string): Column => ({ name: 'email', about: `The address of ${whose}.` })
const orgRole: Column = { name: 'role', about: 'user, claude_code_user, developer or billing.' }

/** The columns of each kind of file, as people are told them (docs/operations.md). */
export const importWords: Readonly<Record<ImportKind, ImportWords>> = {
  invites: {
    title: 'Import invites',
    does: 'Invite people',
    columns: [
      emailOf('whoever is invited'),
      orgRole,
      {
        name: 'workspaces',
        about:
          'May be left out. Workspaces to join once the invite was accepted, by name or id, with “;” between them; a role after a colon: “Research:workspace_developer”.',
      },
    ],
    example: () =>
      'email,role,workspaces\nada@example.com,developer,\ngrace@example.com,user,Research;Batch jobs:workspace_developer\n',
  },
  member_roles: {
    title: 'Import member roles',
    does: 'Change roles',
    columns: [emailOf('a member'), orgRole],
    example: () => 'email,role\nada@example.com,developer\ngrace@example.com,user\n',
  },
  workspace_members: {
    title: 'Import workspace members',
    does: 'Change workspace members',
    columns: [
      { name: 'workspace', about: 'Its name or its id.' },
      emailOf('a member, or of somebody who is invited'),
      {
        name: 'workspace_role',
        about:
          'workspace_user, workspace_restricted_developer, workspace_developer or workspace_admin. “remove”, or nothing, takes them out.',
      },
    ],
    example: (workspace = 'Research') =>
      `workspace,email,workspace_role\n${cell(workspace)},ada@example.com,workspace_developer\n${cell(workspace)},grace@example.com,remove\n`,
  },
  key_status: {
    title: 'Import key statuses',
    does: 'Change key statuses',
    columns: [
      { name: 'key', about: 'Its id, its name, or its last characters (four or more). Never the key itself.' },
      { name: 'status', about: 'active, inactive or archived.' },
    ],
    example: () => 'key,status\napikey_01Rj2N8SVvo6BePZj99NhmiT,inactive\nigAA,archived\n',
  },
}

function cell(text: string): string {
  return /[",;\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
