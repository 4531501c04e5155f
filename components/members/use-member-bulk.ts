'use client'
import { useCallback } from 'react'
import { whyNone } from '#components/jobs/why-none.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import type { BulkAction } from '#components/table/data-table-props.ts'
import { copyToClipboard } from '#components/ui/copy-text.tsx'
import { openDialog } from '#components/ui/open-dialog.ts'
import { holds } from '#lib/rules/holds.ts'
import { memberCan } from '#lib/rules/member-can.ts'
import type { MemberRow } from '#lib/schemas/views.ts'

/** What can be done with selected members. Each act shows its plan first; its code comes when it is asked for. */
export function useMemberBulk() {
  const person = usePerson()
  const policy = usePolicy()
  return useCallback(
    (members: MemberRow[]): BulkAction[] => [
      {
        label: 'Change role…',
        refusal: whyNone(members, (row) =>
          policy.refusal(memberCan.changeRole(person, row), { action: 'member.change_role', held_org_role: row.role }),
        ),
        run: () => void openDialog(async () => (await import('./bulk-role-dialog.tsx')).BulkRoleDialog, { members }),
      },
      {
        label: 'Add to workspaces…',
        refusal: policy.refusal(holds(person, 'workspace_members.add'), { action: 'workspace_member.add' }),
        run: () =>
          void openDialog(async () => (await import('./bulk-workspaces-dialog.tsx')).BulkWorkspacesDialog, { members }),
      },
      {
        label: 'Remove…',
        refusal: whyNone(members, (row) =>
          policy.refusal(memberCan.remove(person, row), { action: 'member.remove', held_org_role: row.role }),
        ),
        run: () =>
          void openDialog(async () => (await import('./bulk-remove-dialog.tsx')).BulkRemoveDialog, { members }),
      },
      {
        label: 'Copy e-mails',
        run: () => void copyToClipboard(members.map((row) => row.email).join('\n'), `${members.length} e-mails`),
      },
    ],
    [person, policy],
  )
}
