'use client'
import { useQueryClient } from '@tanstack/react-query'
import { usePerson } from '#components/layout/person-context.tsx'
import { SelectCell } from '#components/table/select-cell.tsx'
import { useCellEdit } from '#components/table/use-cell-edit.ts'
import { refusalOf } from '#components/ui/refusal.ts'
import { tellRefused, tellUndoable } from '#components/ui/tell.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { changeWorkspaceRole, workspaceRoleChange } from '#lib/client/workspaces.ts'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import { assignableWorkspaceRoles, roleName } from '#lib/schemas/roles.ts'
import type { WorkspaceMemberRow, WorkspaceRow } from '#lib/schemas/views.ts'

/** The role in this workspace, changed in place; inherited ones are locked with their reason. */
export function WorkspaceRoleCell({ workspace, row }: { workspace: WorkspaceRow; row: WorkspaceMemberRow }) {
  const person = usePerson()
  const edit = useCellEdit(workspaceRoleChange(workspace.id), row.user_id)
  const changeRole = useWorkspaceRoleChange(workspace.id)
  const member = { email: row.email, role: row.org_role }
  const may = (role?: string) =>
    refusalOf(workspaceMemberCan.changeRole(person, workspace, member, row.workspace_role, role))
  return (
    <SelectCell
      label={`Workspace role of ${row.name || row.email}`}
      value={row.workspace_role}
      nameOf={roleName}
      edit={edit}
      refusal={may()}
      options={() =>
        assignableWorkspaceRoles.map((role) => ({ value: role, label: roleName(role), refusal: may(role) }))
      }
      onChoose={(role) => void changeRole(row, row.workspace_role, role, true)}
    />
  )
}

function useWorkspaceRoleChange(workspaceId: string) {
  const client = useQueryClient()
  const write = async (row: WorkspaceMemberRow, from: string, to: string, undoable: boolean) => {
    const who = row.name || row.email
    try {
      await startMutation(client, changeWorkspaceRole(client, workspaceId), { id: row.user_id, value: to })
    } catch (error) {
      tellRefused(`${who} is still ${roleName(from)}.`, error)
      return
    }
    // The billing role of a workspace is inherited: it cannot be given back (contract 7.2).
    const back = undoable && assignableWorkspaceRoles.some((role) => role === from)
    tellUndoable(`${who} is now ${roleName(to)}.`, back ? () => void write(row, to, from, false) : null)
  }
  return write
}
