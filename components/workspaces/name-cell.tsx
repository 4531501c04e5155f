'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTakeBack } from '#components/audit/use-take-back.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { TextCell } from '#components/table/text-cell.tsx'
import { useCellEdit } from '#components/table/use-cell-edit.ts'
import { tellRefused, tellUndoable } from '#components/ui/tell.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { renameWorkspace, workspaceRename } from '#lib/client/workspaces.ts'
import { workspaceCan } from '#lib/rules/workspace-can.ts'
import type { WorkspaceRow } from '#lib/schemas/views.ts'

const longestName = 255

/** The workspace's name, changed in place; for ten seconds the toast takes it back. */
export function NameCell({ workspace }: { workspace: WorkspaceRow }) {
  const person = usePerson()
  const policy = usePolicy()
  const client = useQueryClient()
  const edit = useCellEdit(workspaceRename, workspace.id)
  const takeBack = useTakeBack()
  const rename = async (from: string, to: string) => {
    try {
      const answer = await startMutation(client, renameWorkspace(client), { id: workspace.id, value: to })
      const words = { done: `Renamed to ${from}.`, still: `The workspace is still called ${to}.` }
      tellUndoable(`Renamed to ${to}.`, takeBack(answer, words))
    } catch (error) {
      tellRefused(`The workspace is still called ${from}.`, error)
    }
  }
  return (
    <TextCell
      label="Name of the workspace"
      value={workspace.name}
      edit={edit}
      refusal={policy.refusal(workspaceCan.rename(person, workspace), {
        action: 'workspace.rename',
        protected: workspace.protected,
      })}
      check={(text) => (text === '' ? 'A workspace needs a name.' : text.length > longestName ? 'Too long.' : null)}
      onSave={(name) => void rename(workspace.name, name)}
    />
  )
}
