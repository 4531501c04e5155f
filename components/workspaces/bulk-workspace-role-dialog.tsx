'use client'
import { workspaceRoleChanges } from '#components/jobs/bulk-changes.ts'
import { openPlan } from '#components/jobs/open-plan.ts'
import { RoleChoiceDialog } from '#components/jobs/role-choice-dialog.tsx'
import { whyNone } from '#components/jobs/why-none.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { countOf } from '#components/table/export-items.ts'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import { assignableWorkspaceRoles, roleName } from '#lib/schemas/roles.ts'
import type { WorkspaceRow } from '#lib/schemas/views.ts'
import type { MemberHere } from './workspace-member-table-rules.ts'

type BulkRoleProps = { workspace: WorkspaceRow; members: readonly MemberHere[]; onClose: () => void }

export function BulkWorkspaceRoleDialog({ workspace, members, onClose }: BulkRoleProps) {
  const person = usePerson()
  const policy = usePolicy()
  const many = countOf(members.length, { one: 'member', many: 'members' })
  const refusalOf = (role: string) =>
    whyNone(members, ({ email, org_role, workspace_role }) =>
      policy.refusal(
        workspaceMemberCan.changeRole(person, workspace, { email, role: org_role }, workspace_role, role),
        {
          action: 'workspace_member.change_role',
          held_workspace_role: workspace_role,
          workspace_role: role,
          protected: workspace.protected,
        },
      ),
    )
  return (
    <RoleChoiceDialog
      title={`Change the role of ${many} in ${workspace.name}`}
      legend="New workspace role"
      options={assignableWorkspaceRoles.map((value) => ({ value, label: roleName(value), refusal: refusalOf(value) }))}
      onPlan={(role) =>
        openPlan({
          title: `Change the role of ${many} in ${workspace.name} to ${roleName(role)}`,
          kind: 'bulk',
          wanted: { changes: workspaceRoleChanges(workspace.id, members, role) },
        })
      }
      onClose={onClose}
    />
  )
}
