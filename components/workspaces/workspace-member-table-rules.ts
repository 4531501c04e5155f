import { byNumber, byText } from '#components/table/table-rules.ts'
import type { TableRules } from '#components/table/table-rules.ts'
import { orgRoles, roleName, workspaceRoles } from '#lib/schemas/roles.ts'
import type { WorkspaceMemberRow } from '#lib/schemas/views.ts'

/** A member of one workspace as a table row: the member's own id names it. */
export type MemberHere = WorkspaceMemberRow & { id: string }

const orgRank = new Map<string, number>(orgRoles.map((role, at) => [role, at]))
const rank = new Map<string, number>(workspaceRoles.map((role, at) => [role, at]))

/** Where the role comes from, in words. */
export function sourceWords(row: WorkspaceMemberRow): string {
  return row.source === 'direct' ? 'Given here' : `Organization role: ${roleName(row.org_role)}`
}

function rolesIn(rows: readonly MemberHere[], pick: (row: MemberHere) => string, order: ReadonlyMap<string, number>) {
  return [...new Set(rows.map(pick))]
    .sort((a, b) => (order.get(a) ?? order.size) - (order.get(b) ?? order.size))
    .map((role) => ({ value: role, label: roleName(role) }))
}

export const workspaceMemberTableRules: TableRules<MemberHere> = {
  searchText: (row) => `${row.name}\n${row.email}\n${row.user_id}`,
  sorts: {
    name: byText((row) => row.name || row.email),
    org_role: byNumber((row) => orgRank.get(row.org_role) ?? orgRank.size),
    role: byNumber((row) => rank.get(row.workspace_role) ?? rank.size),
    source: byText(sourceWords),
  },
  filters: [
    {
      key: 'role',
      label: 'Workspace role',
      options: (rows) => rolesIn(rows, (row) => row.workspace_role, rank),
      matches: (row, role) => row.workspace_role === role,
    },
    {
      key: 'org_role',
      label: 'Organization role',
      options: (rows) => rolesIn(rows, (row) => row.org_role, orgRank),
      matches: (row, role) => row.org_role === role,
    },
    {
      key: 'source',
      label: 'Comes from',
      options: [
        { value: 'direct', label: 'Given here' },
        { value: 'inherited', label: 'Organization role' },
      ],
      matches: (row, source) => row.source === source,
    },
  ],
}
