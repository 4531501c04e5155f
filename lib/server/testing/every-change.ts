import 'server-only'
import { createInvite, deleteInvite, replaceInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole, removeMember } from '#lib/server/actions/members.ts'
import {
  addWorkspaceMember,
  changeWorkspaceRole,
  removeWorkspaceMember,
} from '#lib/server/actions/workspace-members.ts'
import { archiveWorkspace, createWorkspace, updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { write } from '#lib/server/http/route.ts'
import type { RouteHandler } from '#lib/server/http/route.ts'
import type { WorldState } from './world.ts'

type Attempt = [handler: RouteHandler, params: object, method: string, body?: object]

/** One attempt of every kind of change, as an admin would make it. */
export function everyChange(world: WorldState, workspaceId: string): Attempt[] {
  const rows = world.workspace_members.filter(
    (row) => row.workspace_id === workspaceId && !row.inherited && row.workspace_role === 'workspace_user',
  )
  const outsider = world.users.find(
    ({ id, role }) =>
      role === 'developer' &&
      !world.workspace_members.some((row) => row.user_id === id && row.workspace_id === workspaceId),
  )
  const [first, second] = world.users.filter(({ id, role }) => role === 'user' && id !== outsider?.id)
  const pending = world.invites.filter(({ status }) => status === 'pending')
  const [invite, resent, changed] = pending
  const [one, two, three, four] = world.api_keys.filter(({ status }) => status === 'active')
  const off = world.api_keys.find(({ status }) => status === 'inactive')
  const workspace_id = workspaceId
  return [
    [write(createInvite), {}, 'POST', { email: 'new.person@example.com', role: 'user' }],
    [write(deleteInvite), { invite_id: invite?.id }, 'DELETE'],
    [write(replaceInvite), { invite_id: resent?.id }, 'POST', {}],
    [
      write(replaceInvite),
      { invite_id: changed?.id },
      'POST',
      { role: changed?.role === 'user' ? 'developer' : 'user' },
    ],
    [write(changeMemberRole), { user_id: first?.id }, 'POST', { role: 'developer' }],
    [write(removeMember), { user_id: second?.id }, 'DELETE'],
    [write(createWorkspace), {}, 'POST', { name: 'Laboratory' }],
    [write(updateWorkspace), { workspace_id }, 'POST', { name: 'Renamed' }],
    [write(updateWorkspace), { workspace_id }, 'POST', { tags: { team: 'ml' } }],
    [write(updateWorkspace), { workspace_id }, 'POST', { display_color: '#123456' }],
    [write(archiveWorkspace), { workspace_id }, 'POST'],
    [write(addWorkspaceMember), { workspace_id }, 'POST', { user_id: outsider?.id, workspace_role: 'workspace_user' }],
    [
      write(changeWorkspaceRole),
      { workspace_id, user_id: rows[0]?.user_id },
      'POST',
      { workspace_role: 'workspace_developer' },
    ],
    [write(removeWorkspaceMember), { workspace_id, user_id: rows[0]?.user_id }, 'DELETE'],
    [write(updateApiKey), { api_key_id: one?.id }, 'POST', { name: 'renamed' }],
    [write(updateApiKey), { api_key_id: off?.id }, 'POST', { status: 'active' }],
    [write(updateApiKey), { api_key_id: two?.id }, 'POST', { status: 'inactive' }],
    [write(updateApiKey), { api_key_id: three?.id ?? four?.id }, 'POST', { status: 'archived' }],
  ]
}
