import type { ActionName } from '#lib/schemas/action-names.ts'
import type { Change } from '#lib/schemas/jobs.ts'

/** What a selection becomes: one change a row, in the words of the gateway. Rules and policy are asked by the plan. */

type Named = { readonly id: string }

export function memberRoleChanges(members: readonly Named[], role: string): Change[] {
  return members.map(({ id }) => ({ action: 'member.change_role', input: { user_id: id, role } }))
}

export function memberRemovals(members: readonly Named[]): Change[] {
  return members.map(({ id }) => ({ action: 'member.remove', input: { user_id: id } }))
}

type Holder = Named & { workspaces: readonly { id: string; workspace_role: string }[] }

/** Adds each member to each workspace; who is in it already gets the role there instead. */
export function workspaceAdditions(
  members: readonly Holder[],
  workspaceIds: readonly string[],
  workspace_role: string,
): Change[] {
  return members.flatMap(({ id: user_id, workspaces }) =>
    workspaceIds.map((workspace_id): Change => {
      const isIn = workspaces.some((held) => held.id === workspace_id)
      const action = isIn ? 'workspace_member.change_role' : 'workspace_member.add'
      return { action, input: { workspace_id, user_id, workspace_role } }
    }),
  )
}

export function workspaceRoleChanges(
  workspace_id: string,
  members: readonly { user_id: string }[],
  workspace_role: string,
): Change[] {
  return members.map(({ user_id }) => ({
    action: 'workspace_member.change_role',
    input: { workspace_id, user_id, workspace_role },
  }))
}

export function workspaceRemovals(workspace_id: string, members: readonly { user_id: string }[]): Change[] {
  return members.map(({ user_id }) => ({ action: 'workspace_member.remove', input: { workspace_id, user_id } }))
}

export function inviteChanges(
  action: 'invite.resend' | 'invite.revoke' | 'invite.change_role',
  invites: readonly Named[],
  role?: string,
): Change[] {
  return invites.map(({ id }) => ({ action, input: { invite_id: id, ...(role === undefined ? {} : { role }) } }))
}

export function newInvites(invitees: readonly { email: string; role: string }[]): Change[] {
  return invitees.map(({ email, role }) => ({ action: 'invite.create', input: { email, role } }))
}

const statusOfAction = { 'key.enable': 'active', 'key.disable': 'inactive', 'key.archive': 'archived' } as const
export type KeyAct = keyof typeof statusOfAction & ActionName

export function keyChanges(action: KeyAct, keys: readonly Named[]): Change[] {
  return keys.map(({ id }) => ({ action, input: { api_key_id: id, status: statusOfAction[action] } }))
}

export const fewestCampaignDays = 1
export const mostCampaignDays = 90
const dayMs = 86_400_000

/**
 * Disable now, archive after `days`: the archive follows its own disabling, and is given up when somebody has enabled the
 * key meanwhile. A key that is off already has no first row.
 */
export function campaignChanges(keys: readonly (Named & { status: string })[], days: number, nowMs: number): Change[] {
  const not_before = new Date(nowMs + days * dayMs).toISOString()
  const changes: Change[] = []
  for (const { id, status } of keys) {
    const isOn = status === 'active'
    if (isOn) changes.push(...keyChanges('key.disable', [{ id }]))
    changes.push({
      action: 'key.archive',
      input: { api_key_id: id, status: 'archived' },
      not_before,
      ...(isOn ? { after: changes.length } : {}),
      ...(isOn || status === 'inactive' ? { expects: { status: 'inactive' } } : {}),
    })
  }
  return changes
}
