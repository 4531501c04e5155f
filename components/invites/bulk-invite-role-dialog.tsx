'use client'
import { inviteChanges } from '#components/jobs/bulk-changes.ts'
import { openPlan } from '#components/jobs/open-plan.ts'
import { RoleChoiceDialog } from '#components/jobs/role-choice-dialog.tsx'
import { whyNone } from '#components/jobs/why-none.ts'
import { countOf } from '#components/table/export-items.ts'
import { assignableOrgRoles, roleName } from '#lib/schemas/roles.ts'
import type { InviteRow } from '#lib/schemas/views.ts'
import { useInviteRefusal } from './use-invite-refusal.ts'

type BulkRoleProps = { invites: readonly InviteRow[]; onClose: () => void }

export function BulkInviteRoleDialog({ invites, onClose }: BulkRoleProps) {
  const refused = useInviteRefusal()
  const many = countOf(invites.length, { one: 'person', many: 'people' })
  const options = assignableOrgRoles.map((value) => ({
    value,
    label: roleName(value),
    refusal: whyNone(invites, (row) => refused.replace(row, value)),
  }))
  return (
    <RoleChoiceDialog
      title={`Invite ${many} with another role`}
      legend="New role"
      options={options}
      onPlan={(role) =>
        openPlan({
          title: `Invite ${many} again as ${roleName(role)}`,
          kind: 'bulk',
          wanted: { changes: inviteChanges('invite.change_role', invites, role) },
          effects: ['Old links stop working; each person gets a new e-mail, valid for 21 days.'],
        })
      }
      onClose={onClose}
    />
  )
}
