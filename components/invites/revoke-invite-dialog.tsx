'use client'
import { useQueryClient } from '@tanstack/react-query'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { keepPlace } from '#components/table/keep-place.ts'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { revokeInvite } from '#lib/client/invites.ts'
import { startMutation } from '#lib/client/query-client.ts'
import type { InviteRow } from '#lib/schemas/views.ts'

/** Ladder level 1. Not undone by a toast: another invite is another e-mail, which somebody should mean. */
export function RevokeInviteDialog({ invite, onClose }: { invite: InviteRow; onClose: () => void }) {
  const client = useQueryClient()
  const asks = usePolicy().asks('invite.revoke')
  const revoke = async (reason?: string) => {
    const goOn = keepPlace(invite.id)
    await startMutation(client, revokeInvite(client), { id: invite.id, reason })
    goOn()
    showToast({ text: `The invite of ${invite.email} was revoked.` })
  }
  return (
    <ConfirmDialog
      title={`Revoke the invite of ${invite.email}?`}
      effects={['The link in their e-mail stops working at once.', 'They are not told. You can invite them again.']}
      confirmLabel="Revoke invite"
      danger
      asks={asks}
      onConfirm={revoke}
      onClose={onClose}
    />
  )
}
