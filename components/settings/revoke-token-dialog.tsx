'use client'
import { useQueryClient } from '@tanstack/react-query'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { TimeAgo } from '#components/ui/time.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { revokeToken } from '#lib/client/tokens.ts'
import type { TokenRow } from '#lib/schemas/access.ts'

/** Ladder level 2: there is no way back, and a script may be using it right now. */
export function RevokeTokenDialog({ token, onClose }: { token: TokenRow; onClose: () => void }) {
  const client = useQueryClient()
  const revoke = async () => {
    await startMutation(client, revokeToken(client), { id: token.id })
    showToast({ text: `The token ${token.name} was revoked.` })
  }
  return (
    <ConfirmDialog
      title={`Revoke the token ${token.name}?`}
      effects={[
        'Every script that uses it is refused from its next request on.',
        'A revoked token cannot be brought back; make a new one instead.',
      ]}
      figures={[
        {
          label: 'Last used',
          value: token.last_used_at === null ? 'No use seen' : <TimeAgo at={token.last_used_at} />,
        },
      ]}
      typeToConfirm={token.name}
      confirmLabel="Revoke token"
      danger
      onConfirm={revoke}
      onClose={onClose}
    />
  )
}
