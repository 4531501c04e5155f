import 'server-only'
import { z } from 'zod'
import { userId } from '#lib/schemas/ids.ts'
import { defineRead } from './define.ts'
import { normalisedEmail } from './email.ts'
import { absent, listFromMirror } from './lists.ts'
import { cursorParams } from './paginate.ts'
import { visibleMembers } from './scope.ts'

/** Roles of a Claude Console organization that may be filtered by (contract 7.1). */
const filterRoles = z.enum(['user', 'developer', 'billing', 'admin', 'claude_code_user'])

export const listMembers = defineRead({
  power: 'members.read',
  input: z.object({ ...cursorParams(userId), email: z.string().optional(), roles: z.array(filterRoles).optional() }),
  run: (context, { email, roles, ...query }) => {
    const wanted = email === undefined ? null : normalisedEmail(email)
    return listFromMirror(
      context,
      {
        kind: 'user',
        idOf: (member) => member.id,
        items: (snapshot) =>
          visibleMembers(snapshot, context.person).filter(
            (member) =>
              (wanted === null || normalisedEmail(member.email) === wanted) &&
              (roles === undefined || roles.some((role) => role === member.role)),
          ),
      },
      query,
    )
  },
})

export const retrieveMember = defineRead({
  power: 'members.read',
  input: z.object({ user_id: userId }),
  run: async ({ runtime, person }, { user_id }) => {
    runtime.mirror.looked()
    const members = visibleMembers(await runtime.mirror.snapshot(), person)
    const member = members.find((candidate) => candidate.id === user_id)
    if (member === undefined) throw await absent(runtime, 'user', user_id)
    return { body: member }
  },
})
