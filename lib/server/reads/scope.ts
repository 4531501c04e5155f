import 'server-only'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { extentOf, reaches } from '#lib/rules/permissions.ts'
import { orgRolesWithEveryWorkspace } from '#lib/schemas/roles.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'

/** What of the mirror a person may see. A workspace manager sees her workspaces, their members and their keys. */

export function visibleWorkspaces(snapshot: Snapshot, person: Person): readonly Workspace[] {
  const all = snapshot.list('workspace')
  return extentOf(person, 'workspaces.read') === 'all'
    ? all
    : all.filter((workspace) => reaches(person, 'workspaces.read', workspace.id))
}

export function visibleKeys(snapshot: Snapshot, person: Person): readonly ApiKey[] {
  const all = snapshot.list('api_key')
  return extentOf(person, 'keys.read') === 'all'
    ? all
    : all.filter((key) => reaches(person, 'keys.read', workspaceOfKey(key)))
}

export function visibleMembers(snapshot: Snapshot, person: Person): readonly Member[] {
  const all = snapshot.list('user')
  if (extentOf(person, 'members.read') === 'all') return all
  const inScope = new Set(
    snapshot
      .list('workspace_member')
      .filter((row) => reaches(person, 'members.read', row.workspace_id))
      .map((row) => row.user_id),
  )
  const managesAny = person.workspaces === 'all' || person.workspaces.length > 0
  return all.filter(
    (member) => inScope.has(member.id) || (managesAny && orgRolesWithEveryWorkspace.includes(member.role)),
  )
}

/** Whether an object that is there is in the person's sight. Kinds that only roles with full sight can list are. */
export function seesObject(snapshot: Snapshot, person: Person, kind: Kind, id: string): boolean {
  if (kind === 'workspace') return visibleWorkspaces(snapshot, person).some((workspace) => workspace.id === id)
  if (kind === 'api_key') return visibleKeys(snapshot, person).some((key) => key.id === id)
  return kind !== 'user' || visibleMembers(snapshot, person).some((member) => member.id === id)
}

export function seesWorkspace(person: Person, workspaceId: string): boolean {
  return reaches(person, 'workspaces.read', workspaceId)
}
