import { byNumber, byText, byTime } from '#components/table/table-rules.ts'
import type { TableRules } from '#components/table/table-rules.ts'
import { orgRoles, roleName } from '#lib/schemas/roles.ts'
import type { InviteRow } from '#lib/schemas/views.ts'
import { isExpiringSoon } from './invite-words.ts'

const rank = new Map<string, number>(orgRoles.map((role, at) => [role, at]))
const rankOf = (role: string) => rank.get(role) ?? orgRoles.length

function rolesIn(rows: readonly InviteRow[]) {
  return [...new Set(rows.map((row) => row.role))]
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map((role) => ({ value: role, label: roleName(role) }))
}

const statusFilter: Record<string, (row: InviteRow) => boolean> = {
  pending: (row) => row.status === 'pending',
  expiring: (row) => isExpiringSoon(row, Date.now()),
  expired: (row) => row.status === 'expired',
  accepted: (row) => row.status === 'accepted',
}

export const inviteTableRules: TableRules<InviteRow> = {
  searchText: (row) => `${row.email}\n${row.id}\n${roleName(row.role)}\n${row.invited_by ?? 'outside Steward'}`,
  sorts: {
    email: byText((row) => row.email),
    role: byNumber((row) => rankOf(row.role)),
    status: byText((row) => row.status),
    expires: byTime((row) => row.expires_at),
    invited_by: byText((row) => row.invited_by ?? '\uffff'),
    sent: byTime((row) => row.invited_at),
  },
  filters: [
    {
      key: 'status',
      label: 'Status',
      options: [
        { value: 'pending', label: 'Pending' },
        { value: 'expiring', label: 'Expires within 3 days' },
        { value: 'expired', label: 'Expired' },
        { value: 'accepted', label: 'Accepted' },
      ],
      matches: (row, value) => statusFilter[value]?.(row) ?? false,
    },
    { key: 'role', label: 'Role', options: rolesIn, matches: (row, role) => row.role === role },
  ],
  aside: {
    label: 'Show accepted and expired',
    matches: (row) => row.status !== 'pending',
    askedFor: (state) => (state.filters['status']?.length ?? 0) > 0 || state.q.trim().startsWith('invite_'),
  },
}
