'use client'
import { useQueryClient } from '@tanstack/react-query'
import { announce } from '#components/ui/announcer.tsx'
import { tellRefused, tellUndoable } from '#components/ui/tell.ts'
import { changeMemberRole } from '#lib/client/members.ts'
import { startMutation } from '#lib/client/query-client.ts'
import type { Member } from '#lib/schemas/members.ts'
import { roleName } from '#lib/schemas/roles.ts'

/** Changes a role and tells how it went; the change can be taken back for ten seconds by the inverse write. */
export function useRoleChange() {
  const client = useQueryClient()
  const write = async (member: Member, from: string, to: string, undoable: boolean) => {
    const who = member.name || member.email
    announce(`Saving the role of ${who}`)
    try {
      await startMutation(client, changeMemberRole(client), { id: member.id, value: to })
    } catch (error) {
      tellRefused(`${who} is still ${roleName(from)}.`, error)
      return
    }
    tellUndoable(`${who} is now ${roleName(to)}.`, undoable ? () => void write(member, to, from, false) : null)
  }
  return (member: Member, role: string) => write(member, member.role, role, true)
}
