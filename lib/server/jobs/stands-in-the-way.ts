import 'server-only'
import { roleName } from '#lib/schemas/roles.ts'
import type { Foreseen } from './foreseen.ts'

type Look = { foreseen: Foreseen; nowMs: number }
type Obstacle = { verdict: 'unchanged' | 'refused'; reason: string }

/** What upstream would refuse (contract sections 8.3 and 8.5) and the mirror can tell beforehand; null: nothing. */
export function standsInTheWay(look: Look, action: string, input: Readonly<Record<string, unknown>>): Obstacle | null {
  if (action === 'invite.create') return invitedAlready(look, String(input['email']), String(input['role']))
  if (action === 'invite.resend' || action === 'invite.change_role')
    return invitedAnew(look, String(input['invite_id']))
  if (action !== 'workspace_member.add') return null
  return inAlready(look, String(input['workspace_id']), String(input['user_id']), String(input['workspace_role']))
}

function invitedAlready({ foreseen, nowMs }: Look, email: string, role: string): Obstacle | null {
  const member = foreseen.memberWith(email)
  const held = member ?? foreseen.pendingInvite(email, nowMs)
  if (held === undefined) return null
  const what = member === undefined ? 'is invited' : 'is a member'
  return obstacle(`${email} ${what} already, as ${roleName(held.role)}.`, held.role === role)
}

/** An expired invite is sent again as a new one, which the address may have got or used meanwhile. */
function invitedAnew(look: Look, inviteId: string): Obstacle | null {
  const { foreseen, nowMs } = look
  const email = foreseen.get('invite', inviteId)?.email ?? ''
  const pending = foreseen.pendingInvite(email, nowMs)
  if (foreseen.memberWith(email) === undefined && (pending === undefined || pending.id === inviteId)) return null
  const already = invitedAlready(look, email, '')
  return already === null ? null : { ...already, verdict: 'refused' }
}

function inAlready({ foreseen }: Look, workspaceId: string, userId: string, role: string): Obstacle | null {
  const row = foreseen.get('workspace_member', userId, workspaceId)
  const held = row ?? foreseen.membership(workspaceId, userId)
  // Whoever is in only through the organization role can be raised to workspace admin (contract 7.2).
  if (held === undefined || (row === undefined && role === 'workspace_admin')) return null
  const reason = `They are in this workspace already, as ${roleName(held.workspace_role)}.`
  return obstacle(reason, held.workspace_role === role)
}

function obstacle(reason: string, isWanted: boolean): Obstacle {
  return { verdict: isWanted ? 'unchanged' : 'refused', reason }
}
