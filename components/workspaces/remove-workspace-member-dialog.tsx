'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTakeBack } from '#components/audit/use-take-back.ts'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { tellUndoable } from '#components/ui/tell.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { removeWorkspaceMember } from '#lib/client/workspaces.ts'
import type { WorkspaceMemberRow, WorkspaceRow } from '#lib/schemas/views.ts'

type Props = { workspace: WorkspaceRow; row: WorkspaceMemberRow; onClose: () => void }

/** Ladder level 1: says what stops and what goes on (contract section 9). */
export function RemoveWorkspaceMemberDialog({ workspace, row, onClose }: Props) {
  const client = useQueryClient()
  const takeBack = useTakeBack()
  const asks = usePolicy().asks('workspace_member.remove', workspace.id)
  const who = row.name || row.email
  const remove = async (reason?: string) => {
    const given = { id: row.user_id, reason }
    const answer = await startMutation(client, removeWorkspaceMember(client, workspace.id), given)
    const words = { done: `${who} is back in ${workspace.name}.`, still: `${who} is not in ${workspace.name}.` }
    tellUndoable(`${who} was removed from ${workspace.name}.`, takeBack(answer, words))
  }
  return (
    <ConfirmDialog
      title={`Remove ${who} from ${workspace.name}?`}
      effects={[
        `${who} can no longer use this workspace, and stays in the organization.`,
        'Their personal keys and their Claude Code key stop working in this workspace.',
        'Keys of the workspace itself go on working, also those they made.',
      ]}
      confirmLabel="Remove from workspace"
      danger
      asks={asks}
      onConfirm={remove}
      onClose={onClose}
    />
  )
}
