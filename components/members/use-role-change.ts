'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTakeBack } from '#components/audit/use-take-back.ts'
import { announce } from '#components/ui/announcer.tsx'
import { tellRefused, tellUndoable } from '#components/ui/tell.ts'
import { changeMemberRole } from '#lib/client/members.ts'
import { startMutation } from '#lib/client/query-client.ts'
import type { Member } from '#lib/schemas/members.ts'
import { roleName } from '#lib/schemas/roles.ts'

/** Changes a role and tells how it went; for ten seconds the toast takes the change back. */
export function useRoleChange() {
  const client = useQueryClient()
  const takeBack = useTakeBack()
  return async (member: Member, role: string) => {
    const who = member.name || member.email
    const [was, is] = [`${who} is still ${roleName(member.role)}.`, `${who} is now ${roleName(role)}.`]
    announce(`Saving the role of ${who}`)
    try {
      const answer = await startMutation(client, changeMemberRole(client), { id: member.id, value: role })
      const words = { done: `${who} is now ${roleName(member.role)}.`, still: `${who} is still ${roleName(role)}.` }
      tellUndoable(is, takeBack(answer, words))
    } catch (error) {
      tellRefused(was, error)
    }
  }
}
