'use client'
import { useQueryClient } from '@tanstack/react-query'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { keepPlace } from '#components/table/keep-place.ts'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { changeKeyStatus } from '#lib/client/keys.ts'
import { startMutation } from '#lib/client/query-client.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { creatorWords, keyStatusName, workspaceWords } from './key-words.ts'

/** Ladder level 2: permanent, and live calls fail at once. */
export function ArchiveKeyDialog({ keyRow, onClose }: { keyRow: KeyRow; onClose: () => void }) {
  const client = useQueryClient()
  const asks = usePolicy().asks('key.archive', keyRow.workspace?.id)
  const archive = async (reason?: string) => {
    const goOn = keepPlace(keyRow.id)
    await startMutation(client, changeKeyStatus(client), { id: keyRow.id, value: 'archived', reason })
    goOn()
    showToast({ text: `${keyRow.name} is archived.` })
  }
  return (
    <ConfirmDialog
      title={`Archive ${keyRow.name}?`}
      effects={[
        keyRow.status === 'active' ? 'Every call with this key fails at once.' : 'No call with this key works again.',
        'This is permanent: an archived key cannot be brought back, only replaced by a new one.',
        ...(keyRow.status === 'active' ? ['To stop it for now, disable it instead: that can be taken back.'] : []),
      ]}
      figures={[
        { label: 'Status now', value: keyStatusName(keyRow.status) },
        { label: 'Workspace', value: workspaceWords(keyRow) },
        {
          label: 'Key ends with',
          value: <code className="font-mono">{keyRow.partial_key_hint?.slice(-4) ?? '–'}</code>,
        },
        { label: 'Creator', value: <span className="text-base break-words">{creatorWords(keyRow.creator)}</span> },
      ]}
      typeToConfirm={keyRow.name}
      confirmLabel="Archive key"
      danger
      asks={asks}
      onConfirm={archive}
      onClose={onClose}
    />
  )
}
