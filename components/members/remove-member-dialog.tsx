'use client'
import { useQueryClient } from '@tanstack/react-query'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { removeMember } from '#lib/client/members.ts'
import { startMutation } from '#lib/client/query-client.ts'
import type { MemberRow } from '#lib/schemas/views.ts'
import { count, lossWords } from './removal-words.ts'

type RemoveProps = { member: MemberRow; onClose: () => void; onRemoved?: () => void }

/** Ladder level 2: there is no way back but a new invite, and keys may stop or go on working. */
export function RemoveMemberDialog({ member, onClose, onRemoved }: RemoveProps) {
  const client = useQueryClient()
  const asks = usePolicy().asks('member.remove')
  const who = member.name || member.email
  const dying = member.active_keys - member.outliving_keys
  const effects = [
    lossWords(member),
    dying > 0
      ? `${count(dying, 'key')} that ${dying === 1 ? 'acts' : 'act'} as ${who} ${dying === 1 ? 'stops' : 'stop'} working.`
      : `No key stops working.`,
    ...(member.outliving_keys > 0
      ? [
          `${count(member.outliving_keys, 'key')} they made for workspaces ${member.outliving_keys === 1 ? 'goes' : 'go'} on working. Look at them on the API keys page first.`,
        ]
      : []),
    'Coming back takes a new invite; roles and workspaces must be given again.',
  ]
  const remove = async (reason?: string) => {
    await startMutation(client, removeMember(client), { id: member.id, reason })
    showToast({ text: `${who} was removed from the organization.` })
    onRemoved?.()
  }
  return (
    <ConfirmDialog
      title={`Remove ${who}?`}
      effects={effects}
      figures={[
        { label: 'Keys that stop working', value: dying },
        { label: 'Keys that live on', value: member.outliving_keys },
      ]}
      typeToConfirm={member.email}
      confirmLabel="Remove from organization"
      danger
      asks={asks}
      onConfirm={remove}
      onClose={onClose}
    />
  )
}
