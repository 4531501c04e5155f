'use client'
import { useQueryClient } from '@tanstack/react-query'
import { announce } from '#components/ui/announcer.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { ApiError } from '#lib/client/api-error.ts'
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
      showToast({
        tone: 'danger',
        text: `${who} is still ${roleName(from)}. ${error instanceof Error ? error.message : ''}`,
        requestId: error instanceof ApiError ? error.requestId : null,
      })
      return
    }
    showToast({
      text: `${who} is now ${roleName(to)}.`,
      ...(undoable ? { action: { label: 'Undo', run: () => void write(member, to, from, false) } } : {}),
    })
  }
  return (member: Member, role: string) => write(member, member.role, role, true)
}
