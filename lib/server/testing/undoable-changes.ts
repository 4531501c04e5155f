import 'server-only'
import { createInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import {
  addWorkspaceMember,
  changeWorkspaceRole,
  removeWorkspaceMember,
} from '#lib/server/actions/workspace-members.ts'
import { updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { write } from '#lib/server/http/route.ts'
import type { RouteHandler } from '#lib/server/http/route.ts'
import type { WorldState } from '#lib/server/testing/world.ts'

/** One kind of change and how to read, from the organization itself, what it left. */
type Kind = {
  name: string
  handler: RouteHandler
  params: (world: WorldState) => Record<string, string>
  method?: 'DELETE'
  body?: (world: WorldState) => unknown
  look: (world: WorldState, params: Record<string, string>) => unknown
}

export const ordinary = (world: WorldState) => one(world.users.find((user) => user.role === 'user'))
export const activeKey = (world: WorldState) =>
  one(world.api_keys.find((key) => key.status === 'active' && key.scope.type === 'workspace'))
const membership = (world: WorldState) =>
  one(world.workspace_members.find((row) => row.workspace_role === 'workspace_developer' && !row.inherited))
export const plainWorkspace = (world: WorldState) =>
  one(world.workspaces.find(({ id }) => id === membership(world).workspace_id))
export const outsider = (world: WorldState) =>
  one(
    world.users.find(
      ({ id, role }) =>
        role === 'developer' &&
        !world.workspace_members.some((row) => row.user_id === id && row.workspace_id === plainWorkspace(world).id),
    ),
  )

export function one<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('The emulated organization has none of these')
  return found
}

const keyParams = (world: WorldState) => ({ api_key_id: activeKey(world).id })
export const keyNow = (world: WorldState, { api_key_id }: Record<string, string>) => {
  const { name, status } = one(world.api_keys.find(({ id }) => id === api_key_id))
  return { name, status }
}
const workspaceParams = (world: WorldState) => ({ workspace_id: plainWorkspace(world).id })
export const workspaceNow = (world: WorldState, { workspace_id }: Record<string, string>) => {
  const { name, display_color, tags } = one(world.workspaces.find(({ id }) => id === workspace_id))
  return { name, display_color, tags }
}
export const placeOf = (world: WorldState) => {
  const { workspace_id, user_id } = membership(world)
  return { workspace_id, user_id }
}
export const membershipNow = (world: WorldState, place: Record<string, string>) =>
  world.workspace_members.find((row) => row.workspace_id === place['workspace_id'] && row.user_id === place['user_id'])
    ?.workspace_role ?? null

export const kinds: readonly Kind[] = [
  {
    name: 'member role',
    handler: write(changeMemberRole),
    params: (world) => ({ user_id: ordinary(world).id }),
    body: () => ({ role: 'developer' }),
    look: (world, { user_id }) => world.users.find(({ id }) => id === user_id)?.role ?? null,
  },
  { name: 'key name', handler: write(updateApiKey), params: keyParams, body: () => ({ name: 'other' }), look: keyNow },
  {
    name: 'key disabled',
    handler: write(updateApiKey),
    params: keyParams,
    body: () => ({ status: 'inactive' }),
    look: keyNow,
  },
  {
    name: 'key disabled and renamed',
    handler: write(updateApiKey),
    params: keyParams,
    body: () => ({ status: 'inactive', name: 'other' }),
    look: keyNow,
  },
  {
    name: 'workspace name',
    handler: write(updateWorkspace),
    params: workspaceParams,
    body: () => ({ name: 'Other' }),
    look: workspaceNow,
  },
  {
    name: 'workspace colour',
    handler: write(updateWorkspace),
    params: workspaceParams,
    body: () => ({ display_color: '#123abc' }),
    look: workspaceNow,
  },
  {
    name: 'workspace tags, added, changed and taken away',
    handler: write(updateWorkspace),
    params: workspaceParams,
    body: (world) => ({
      tags: { new: 'yes', ...Object.fromEntries(Object.keys(plainWorkspace(world).tags).map((key) => [key, null])) },
    }),
    look: workspaceNow,
  },
  {
    name: 'workspace member added',
    handler: write(addWorkspaceMember),
    params: workspaceParams,
    body: (world) => ({ user_id: outsider(world).id, workspace_role: 'workspace_user' }),
    look: (world, { workspace_id }) =>
      world.workspace_members.filter((row) => row.workspace_id === workspace_id).length,
  },
  {
    name: 'workspace role',
    handler: write(changeWorkspaceRole),
    params: placeOf,
    body: () => ({ workspace_role: 'workspace_user' }),
    look: membershipNow,
  },
  {
    name: 'workspace member removed',
    handler: write(removeWorkspaceMember),
    params: placeOf,
    method: 'DELETE',
    look: membershipNow,
  },
  {
    name: 'invite',
    handler: write(createInvite),
    params: () => ({}),
    body: () => ({ email: 'newcomer@example.com', role: 'user' }),
    look: (world) => world.invites.filter(({ email }) => email === 'newcomer@example.com').length,
  },
]
