import { byNumber, byText, byTime } from '#components/table/table-rules.ts'
import type { TableRules } from '#components/table/table-rules.ts'
import { orgRoles, roleName } from '#lib/schemas/roles.ts'
import type { MemberRow } from '#lib/schemas/views.ts'

/** Roles from most to least power, as the role column sorts. */
const rank = new Map<string, number>(orgRoles.map((role, at) => [role, at]))

function rolesIn(rows: readonly MemberRow[]) {
  const roles = new Set(rows.map((row) => row.role))
  return [...roles]
    .sort((a, b) => (rank.get(a) ?? orgRoles.length) - (rank.get(b) ?? orgRoles.length))
    .map((role) => ({ value: role, label: roleName(role) }))
}

const accessFilter: Record<string, (row: MemberRow) => boolean> = {
  every: (row) => row.every_workspace !== null,
  some: (row) => row.every_workspace === null && row.workspaces.length > 0,
  none: (row) => row.every_workspace === null && row.workspaces.length === 0,
}

const keyFilter: Record<string, (row: MemberRow) => boolean> = {
  active: (row) => row.active_keys > 0,
  outliving: (row) => row.outliving_keys > 0,
  none: (row) => row.active_keys === 0,
}

export const memberTableRules: TableRules<MemberRow> = {
  searchText: (row) => `${row.name}\n${row.email}\n${row.id}\n${roleName(row.role)}`,
  sorts: {
    name: byText((row) => row.name || row.email),
    role: byNumber((row) => rank.get(row.role) ?? orgRoles.length),
    workspaces: byNumber((row) => (row.every_workspace === null ? row.workspaces.length : Number.MAX_SAFE_INTEGER)),
    keys: byNumber((row) => row.active_keys),
    added: byTime((row) => row.added_at),
  },
  filters: [
    { key: 'role', label: 'Role', options: rolesIn, matches: (row, role) => row.role === role },
    {
      key: 'access',
      label: 'Workspaces',
      options: [
        { value: 'every', label: 'Every workspace' },
        { value: 'some', label: 'Some workspaces' },
        { value: 'none', label: 'No workspace' },
      ],
      matches: (row, value) => accessFilter[value]?.(row) ?? false,
    },
    {
      key: 'keys',
      label: 'Keys',
      options: [
        { value: 'active', label: 'Has active keys' },
        { value: 'outliving', label: 'Keys would outlive them' },
        { value: 'none', label: 'No active keys' },
      ],
      matches: (row, value) => keyFilter[value]?.(row) ?? false,
    },
  ],
}
