import 'server-only'
import { assignableOrgRoles } from '#lib/schemas/roles.ts'
import type { Finder } from './finder.ts'
import { badRow } from './row-wish.ts'
import type { RowWish } from './row-wish.ts'
import type { TableRecord } from './read-table.ts'

/** `email,role`: the organization role of a member. */
export function memberRoleWishes(finder: Finder, record: TableRecord): RowWish[] {
  const { email: address = '', role: given = '' } = record.cells
  const email = finder.email(address)
  if ('problem' in email) return [badRow(record, email.problem)]
  const role = finder.role(given, assignableOrgRoles)
  if ('problem' in role) return [badRow(record, role.problem, email.found)]
  const member = finder.member(email.found)
  if (member === undefined) return [badRow(record, 'Nobody with this address is a member.', email.found)]
  return [{ change: { action: 'member.change_role', input: { user_id: member.id, role: role.found } } }]
}
