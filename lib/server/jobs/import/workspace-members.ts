import 'server-only'
import { assignableWorkspaceRoles } from '#lib/schemas/roles.ts'
import type { Finder } from './finder.ts'
import { badRow } from './row-wish.ts'
import type { RowWish } from './row-wish.ts'
import type { TableRecord } from './read-table.ts'

/**
 * `workspace,email,workspace_role`: adds, changes or, with no role or the word remove, removes. Somebody who is only
 * invited yet is added once they have joined.
 */
export function workspaceMemberWishes(finder: Finder, record: TableRecord): RowWish[] {
  const { workspace: place = '', email: address = '', workspace_role: given = '' } = record.cells
  const email = finder.email(address)
  if ('problem' in email) return [badRow(record, email.problem)]
  const workspace = finder.workspace(place)
  if ('problem' in workspace) return [badRow(record, workspace.problem, email.found)]
  const workspace_id = workspace.found.id
  const removes = given === '' || given.toLowerCase() === 'remove'
  const role = removes ? null : finder.role(given, assignableWorkspaceRoles)
  if (role !== null && 'problem' in role) return [badRow(record, role.problem, email.found)]
  const member = finder.member(email.found)
  if (member === undefined && role !== null && finder.isInvited(email.found)) {
    const input = { workspace_id, workspace_role: role.found }
    return [{ change: { action: 'workspace_member.add', input, when_member: email.found } }]
  }
  if (member === undefined) return [badRow(record, 'Nobody with this address is a member.', email.found)]
  const input = { workspace_id, user_id: member.id }
  if (role === null) return [{ change: { action: 'workspace_member.remove', input } }]
  const isIn = finder.workspaceRole(workspace_id, member.id) !== undefined
  const action = isIn ? 'workspace_member.change_role' : 'workspace_member.add'
  return [{ change: { action, input: { ...input, workspace_role: role.found } } }]
}
