'use client'
import { useQueryClient } from '@tanstack/react-query'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { archiveWorkspace } from '#lib/client/workspaces.ts'
import type { WorkspaceRow } from '#lib/schemas/views.ts'

/** Ladder level 2: every key of the workspace dies with it, and nothing brings either back. */
export function ArchiveWorkspaceDialog({ workspace, onClose }: { workspace: WorkspaceRow; onClose: () => void }) {
  const client = useQueryClient()
  const asks = usePolicy().asks('workspace.archive', workspace.id)
  const keys = workspace.active_keys
  const archive = async (reason?: string) => {
    await startMutation(client, archiveWorkspace(client), { id: workspace.id, reason })
    showToast({ text: `${workspace.name} was archived.` })
  }
  return (
    <ConfirmDialog
      title={`Archive ${workspace.name}?`}
      effects={[
        keys === 0 ? 'It has no live API key.' : `${keys} live API key${keys === 1 ? '' : 's'} stop working at once.`,
        'Nobody can use the workspace any more; its history stays in reports.',
        'There is no way back: neither the workspace nor its keys can be restored.',
      ]}
      figures={[
        { label: 'Live keys', value: keys },
        { label: 'Members', value: workspace.member_count ?? 'not read yet' },
      ]}
      typeToConfirm={workspace.name}
      confirmLabel="Archive workspace"
      danger
      asks={asks}
      onConfirm={archive}
      onClose={onClose}
    />
  )
}
