import type { AccessCell, AccessRow, AccessWorkspace } from '#lib/schemas/access-matrix.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { StagedChange } from './staging.ts'

export function nameOf(member: Pick<AccessRow, 'name' | 'email'>): string {
  return member.name || member.email
}

export function roleWords(role: string | null): string {
  return role === null ? 'No access' : roleName(role)
}

/** What a cell holds, as its accessible name. */
export function cellWords(
  member: AccessRow,
  workspace: AccessWorkspace,
  cell: AccessCell | undefined,
  staged: StagedChange | undefined,
): string {
  const now = heldWords(member, workspace, cell)
  return staged === undefined ? now : `Staged: ${roleWords(staged.from)} to ${roleWords(staged.to)}`
}

function heldWords(member: AccessRow, workspace: AccessWorkspace, cell: AccessCell | undefined): string {
  if (workspace.is_default) return `Follows the organization role: ${roleName(member.role)}`
  if (cell !== undefined)
    return cell[2] === 1 ? `${roleName(cell[1])}, ${sourceWords(member, cell)}` : roleName(cell[1])
  return workspace.read ? 'No access' : 'Not read yet'
}

/** Where a role comes from. */
export function sourceWords(member: Pick<AccessRow, 'role'>, cell: AccessCell): string {
  return cell[2] === 1 ? `from the organization role ${roleName(member.role)}` : 'given in the workspace'
}
