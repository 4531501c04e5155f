'use client'
import { useCallback } from 'react'
import { whyNone } from '#components/jobs/why-none.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import type { BulkAction } from '#components/table/data-table-props.ts'
import { copyToClipboard } from '#components/ui/copy-text.tsx'
import { openDialog } from '#components/ui/open-dialog.ts'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import type { WorkspaceRow } from '#lib/schemas/views.ts'
import type { MemberHere } from './workspace-member-table-rules.ts'

const loadRole = async () => (await import('./bulk-workspace-role-dialog.tsx')).BulkWorkspaceRoleDialog
const loadRemoval = async () => (await import('./bulk-workspace-removal.tsx')).BulkWorkspaceRemoval

/** What can be done with selected members of one workspace. Each act shows its plan first. */
export function useWorkspaceBulk(workspace: WorkspaceRow) {
  const person = usePerson()
  const policy = usePolicy()
  return useCallback(
    (members: MemberHere[]): BulkAction[] => {
      const why = (act: 'changeRole' | 'remove', action: 'workspace_member.change_role' | 'workspace_member.remove') =>
        whyNone(members, ({ email, org_role, workspace_role }) =>
          policy.refusal(workspaceMemberCan[act](person, workspace, { email, role: org_role }, workspace_role), {
            action,
            held_workspace_role: workspace_role,
            protected: workspace.protected,
          }),
        )
      return [
        {
          label: 'Change role…',
          refusal: why('changeRole', 'workspace_member.change_role'),
          run: () => void openDialog(loadRole, { workspace, members }),
        },
        {
          label: 'Remove…',
          refusal: why('remove', 'workspace_member.remove'),
          run: () => void openDialog(loadRemoval, { workspace, members }),
        },
        {
          label: 'Copy e-mails',
          run: () => void copyToClipboard(members.map((row) => row.email).join('\n'), `${members.length} e-mails`),
        },
      ]
    },
    [person, policy, workspace],
  )
}
