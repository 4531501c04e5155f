import 'server-only'
import { createHash } from 'node:crypto'
import { holds } from '#lib/rules/holds.ts'
import type { Change } from '#lib/schemas/jobs.ts'
import type { PlanLook } from './judge-change.ts'
import { normalisedAddress } from './addresses.ts'

type Awaited =
  { change: Change; look: PlanLook; email: string | null } | { reason: string; email: string; kind: string }

/**
 * A change for somebody who may not be a member yet: for one who is, it is an ordinary change. Else it is judged on a
 * member as they will be, with the role of their invite.
 */
export function awaitedMember(look: PlanLook, change: Change): Awaited {
  const { when_member, ...rest } = change
  if (when_member === undefined) return { change, look, email: null }
  const email = normalisedAddress(when_member)
  const member = look.foreseen.memberWith(email)
  if (member !== undefined && look.sees('user', member.id))
    return { change: { ...rest, input: { ...rest.input, user_id: member.id } }, look, email: null }
  const role = look.foreseen.invitedRole(email, look.nowMs)
  if (role === undefined || !holds(look.person, 'invites.read').allowed)
    return { reason: `${email} is neither a member nor invited.`, email, kind: change.action.split('.')[0] ?? '' }
  const id = `user_${createHash('sha256').update(email).digest('hex').slice(0, 24)}`
  look.foreseen.set('user', id, {
    id,
    type: 'user',
    email,
    name: email,
    role,
    added_at: new Date(look.nowMs).toISOString(),
  })
  const sees: PlanLook['sees'] = (kind, other) => other === id || look.sees(kind, other)
  return {
    change: { ...change, input: { ...change.input, user_id: id } },
    look: { ...look, sees, remembers: () => false },
    email,
  }
}
