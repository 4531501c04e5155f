'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTakeBack } from '#components/audit/use-take-back.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { SelectCell } from '#components/table/select-cell.tsx'
import { useCellEdit } from '#components/table/use-cell-edit.ts'
import { tellRefused, tellUndoable } from '#components/ui/tell.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { changeWorkspaceRole, workspaceRoleChange } from '#lib/client/workspaces.ts'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import { assignableWorkspaceRoles, roleName } from '#lib/schemas/roles.ts'
import type { WorkspaceMemberRow, WorkspaceRow } from '#lib/schemas/views.ts'

/** The role in this workspace, changed in place; inherited ones are locked with their reason. */
export function WorkspaceRoleCell({ workspace, row }: { workspace: WorkspaceRow; row: WorkspaceMemberRow }) {
  const person = usePerson()
  const policy = usePolicy()
  const edit = useCellEdit(workspaceRoleChange(workspace.id), row.user_id)
  const changeRole = useWorkspaceRoleChange(workspace.id)
  const member = { email: row.email, role: row.org_role }
  const may = (role?: string) =>
    policy.refusal(workspaceMemberCan.changeRole(person, workspace, member, row.workspace_role, role), {
      action: 'workspace_member.change_role',
      held_workspace_role: row.workspace_role,
      protected: workspace.protected,
      ...(role === undefined ? {} : { workspace_role: role }),
    })
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
      onChoose={(role) => void changeRole(row, row.workspace_role, role)}
    />
  )
}

function useWorkspaceRoleChange(workspaceId: string) {
  const client = useQueryClient()
  const takeBack = useTakeBack()
  return async (row: WorkspaceMemberRow, from: string, to: string) => {
    const who = row.name || row.email
    try {
      const change = { id: row.user_id, value: to }
      const answer = await startMutation(client, changeWorkspaceRole(client, workspaceId), change)
      const words = { done: `${who} is now ${roleName(from)}.`, still: `${who} is still ${roleName(to)}.` }
      // The billing role of a workspace is inherited: it cannot be given back (contract 7.2).
      const back = assignableWorkspaceRoles.some((role) => role === from)
      tellUndoable(`${who} is now ${roleName(to)}.`, back ? takeBack(answer, words) : null)
    } catch (error) {
      tellRefused(`${who} is still ${roleName(from)}.`, error)
    }
  }
}
