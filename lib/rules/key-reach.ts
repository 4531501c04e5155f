import type { KeyReachWay } from '#lib/schemas/access-matrix.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Member } from '#lib/schemas/members.ts'
import { orgRolesWithEveryWorkspace, roleName } from '#lib/schemas/roles.ts'

/** Who can manage a key in the Claude Console, as far as contract 7 says; the Admin API itself does not tell. */

export type KeyPlace = { id: string; name: string; is_default: boolean; is_archived: boolean }

/** Contract 7.2 gives these roles "keys and API use". */
const rolesWithKeys: readonly string[] = ['workspace_developer', 'workspace_restricted_developer']

/** How a member can manage the keys of this place; null when nothing says that they can. */
export function memberKeyWay(
  member: Pick<Member, 'role'>,
  place: KeyPlace | null,
  held: { role: string; inherited: boolean } | null,
): KeyReachWay | null {
  if (orgRolesWithEveryWorkspace.includes(member.role))
    return manages(`Organization role ${roleName(member.role)}: may manage every key of the organization.`, false)
  if (place === null || place.is_archived) return null
  if (place.is_default)
    return member.role === 'developer'
      ? manages('Organization role Developer: access to the Default Workspace follows it, and it manages keys.', false)
      : null
  if (held === null) return null
  if (rolesWithKeys.includes(held.role))
    return manages(`${roleName(held.role)} in ${place.name}: may make and use keys there.`, false)
  if (held.role === 'workspace_admin')
    return manages(
      `Workspace admin of ${place.name}: manages its settings and members; that this includes keys is assumed.`,
      true,
    )
  return null
}

function manages(because: string, assumed: boolean): KeyReachWay {
  return { way: 'manages', because, assumed }
}

/** What nobody can read from the Admin API, but whoever looks for a leak should know. */
export function reachNotes(key: Pick<ApiKey, 'principal' | 'created_by'>, place: KeyPlace | null): string[] {
  const notes = ['Whoever has the secret can use the key, wherever they got it from. Nothing records who has it.']
  if (key.principal === null && place !== null)
    notes.push('A workspace key belongs to its workspace: it goes on working when whoever made it leaves.')
  if (key.principal?.user_id !== undefined)
    notes.push('A personal key ends with its person: it is archived when they leave the organization.')
  if (key.created_by === null) notes.push('Who made the key is not recorded.')
  if (place === null) notes.push('The key belongs to no workspace, so no workspace role reaches it.')
  if (place?.is_archived === true) notes.push('The workspace is archived, and its keys with it.')
  return notes
}
