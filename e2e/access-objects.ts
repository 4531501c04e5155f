import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Invite } from '#lib/schemas/invites.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'
import type { House } from './house.ts'
import { join, newInvite, newKey, newMember, newWorkspace } from './objects.ts'

export type Objects = { member: Member; joined: Member; invite: Invite; key: ApiKey; spare: Workspace }
type Place = { house: House; emulator: EmulatedOrganization; readAnew: () => Promise<void> }

/** Everything the controls and attempts below need, inside a workspace of the workspace manager, or inside another. */
export async function ownObjects({ house, emulator, readAnew }: Place, workspace = managedOf(house)): Promise<Objects> {
  const [member, joined] = [await newMember(emulator), await newMember(emulator)]
  await join(emulator, workspace, joined, 'workspace_user')
  const objects = { member, joined, invite: await newInvite(emulator), key: await newKey(emulator, workspace) }
  const spare = await newWorkspace(emulator)
  await readAnew()
  return { ...objects, spare }
}

export function managedOf({ managed }: House): string {
  const [workspace] = managed
  if (workspace === undefined) throw new Error('The workspace manager manages nothing')
  return workspace.id
}
