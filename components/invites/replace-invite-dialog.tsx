'use client'
import { useQueryClient } from '@tanstack/react-query'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { keepPlace } from '#components/table/keep-place.ts'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { replaceInvite } from '#lib/client/invites.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { InviteRow } from '#lib/schemas/views.ts'
import { inviteDays } from './invite-words.ts'

type ReplaceProps = { invite: InviteRow; role: string | undefined; onClose: () => void }

/** Ladder level 1: the person invited holds a link that this act takes away. */
export function ReplaceInviteDialog({ invite, role, onClose }: ReplaceProps) {
  const client = useQueryClient()
  const person = usePerson()
  const asks = usePolicy().asks(role === undefined ? 'invite.resend' : 'invite.change_role')
  const next = role ?? invite.role
  const effects = [
    invite.status === 'pending'
      ? 'The old link stops working: the invite sent before is revoked.'
      : 'The old link has expired already.',
    `A new invite as ${roleName(next)} goes to ${invite.email}, valid for ${inviteDays} days.`,
    ...(next === invite.role ? [] : [`The role changes from ${roleName(invite.role)} to ${roleName(next)}.`]),
  ]
  const replace = async (reason?: string) => {
    const change = { id: invite.id, value: next, resend: role === undefined, reason }
    const goOn = keepPlace(invite.id)
    const sent = await startMutation(client, replaceInvite(client, person.email || person.name), change)
    goOn(sent.id)
    showToast({ text: `A new invite as ${roleName(next)} was sent to ${invite.email}.` })
  }
  return (
    <ConfirmDialog
      title={role === undefined ? `Resend the invite of ${invite.email}?` : `Invite ${invite.email} with another role?`}
      effects={effects}
      confirmLabel={role === undefined ? 'Resend invite' : 'Send new invite'}
      asks={asks}
      onConfirm={replace}
      onClose={onClose}
    />
  )
}
