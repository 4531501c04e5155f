import 'server-only'
import { z } from 'zod'
import { inviteId } from '#lib/schemas/ids.ts'
import type { Invite } from '#lib/schemas/invites.ts'
import { defineRead } from './define.ts'
import { normalisedEmail } from './email.ts'
import { absent, listFromMirror } from './lists.ts'
import { cursorParams } from './paginate.ts'

const filterRoles = z.enum(['user', 'developer', 'billing', 'admin', 'claude_code_user'])
const filterStatuses = z.enum(['pending', 'accepted', 'expired'])

/** Invites expire by the clock, with no write upstream (trap 15): the mirror's copy is aged when it is read. */
export function agedInvite(invite: Invite, nowMs: number): Invite {
  return invite.status === 'pending' && Date.parse(invite.expires_at) <= nowMs
    ? { ...invite, status: 'expired' }
    : invite
}

export const listInvites = defineRead({
  power: 'invites.read',
  input: z.object({
    ...cursorParams(inviteId),
    email: z.string().optional(),
    roles: z.array(filterRoles).optional(),
    statuses: z.array(filterStatuses).optional(),
  }),
  run: (context, { email, roles, statuses, ...query }) => {
    const wanted = email === undefined ? null : normalisedEmail(email)
    const now = Date.now()
    return listFromMirror(
      context,
      {
        kind: 'invite',
        idOf: (invite) => invite.id,
        items: (snapshot) =>
          snapshot
            .list('invite')
            .map((invite) => agedInvite(invite, now))
            .filter(
              (invite) =>
                (wanted === null || normalisedEmail(invite.email) === wanted) &&
                (roles === undefined || roles.some((role) => role === invite.role)) &&
                (statuses === undefined || statuses.some((status) => status === invite.status)),
            ),
      },
      query,
    )
  },
})

export const retrieveInvite = defineRead({
  power: 'invites.read',
  input: z.object({ invite_id: inviteId }),
  run: async ({ runtime }, { invite_id }) => {
    const invite = (await runtime.mirror.snapshot()).get('invite', invite_id)
    if (invite === undefined) throw await absent(runtime, 'invite', invite_id)
    return { body: agedInvite(invite, Date.now()) }
  },
})
