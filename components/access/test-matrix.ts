import type { AccessCell, AccessMatrix, AccessRow, AccessWorkspace } from '#lib/schemas/access-matrix.ts'

/** A small matrix for unit tests: an admin and a biller who inherit, a developer, a user, somebody of unknown rights. */
export function testMatrix(): AccessMatrix {
  const rows = [
    row('Eve', 'claude_code_user', [[0, 'workspace_wizard', 0]]),
    row('Dan', 'user', [[1, 'workspace_user', 0]], '=dan@example.com'),
    row('Cleo', 'developer', [[1, 'workspace_developer', 0]]),
    row('Bea', 'billing', everywhere('workspace_billing')),
    row('Ada', 'admin', everywhere('workspace_admin')),
  ]
  return {
    synced_at: null,
    complete: true,
    missing: [],
    upstream_problem: null,
    revision: 'one',
    rows,
    total: rows.length,
    workspaces: [
      workspace('wrkspc_lab', 'Lab'),
      workspace('wrkspc_prod', 'Production'),
      workspace('wrkspc_eu', 'Production EU'),
      { ...workspace('wrkspc_default', 'Default'), is_default: true },
    ],
  }
}

function everywhere(role: string): AccessCell[] {
  return [0, 1, 2].map((place): AccessCell => [place, role, 1])
}

function row(name: string, role: string, cells: AccessCell[], email?: string): AccessRow {
  const word = name.toLowerCase()
  return { id: `user_${word}`, name, email: email ?? `${word}@example.com`, role, cells }
}

function workspace(id: string, name: string): AccessWorkspace {
  return { id, name, display_color: '#000000', is_default: false, is_claude_code: false, protected: null, read: true }
}
