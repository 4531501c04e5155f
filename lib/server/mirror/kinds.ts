import 'server-only'
import type { Invite } from '#lib/schemas/invites.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { Organization } from '#lib/schemas/organization.ts'
import type { WorkspaceMember } from '#lib/schemas/workspace-members.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'

/** What the mirror keeps, by upstream's nouns. A workspace member's parent is its workspace; the others have none. */
export type Mirrored = {
  organization: Organization
  workspace: Workspace
  user: Member
  invite: Invite
  api_key: ApiKey
  workspace_member: WorkspaceMember
}

export type Kind = keyof Mirrored
export const kinds: readonly Kind[] = ['organization', 'workspace', 'user', 'invite', 'api_key', 'workspace_member']

export function isKind(value: string): value is Kind {
  return (kinds as readonly string[]).includes(value)
}

/** One object with the place it has in the mirror. */
export type Placed<K extends Kind = Kind> = {
  [P in K]: { kind: P; parent: string; id: string; object: Mirrored[P] }
}[K]

export function placeMember(object: Member): Placed<'user'> {
  return { kind: 'user', parent: '', id: object.id, object }
}

export function placeInvite(object: Invite): Placed<'invite'> {
  return { kind: 'invite', parent: '', id: object.id, object }
}

export function placeWorkspace(object: Workspace): Placed<'workspace'> {
  return { kind: 'workspace', parent: '', id: object.id, object }
}

export function placeKey(object: ApiKey): Placed<'api_key'> {
  return { kind: 'api_key', parent: '', id: object.id, object }
}

export function placeOrganization(object: Organization): Placed<'organization'> {
  return { kind: 'organization', parent: '', id: object.id, object }
}

export function placeWorkspaceMember(object: WorkspaceMember): Placed<'workspace_member'> {
  return { kind: 'workspace_member', parent: object.workspace_id, id: object.user_id, object }
}

/** The object of an action in its place; null where there was none. `object` is what the action loaded, of its kind. */
export function placeTarget(
  { kind, id, workspace_id }: { kind: Kind; id: string | null; workspace_id: string | null },
  object: unknown,
): Placed | null {
  if (object === null || id === null) return null
  const parent = kind === 'workspace_member' ? (workspace_id ?? '') : ''
  return { kind, parent, id, object } as Placed
}
