'use client'
import { memberRoleChanges } from '#components/jobs/bulk-changes.ts'
import { openPlan } from '#components/jobs/open-plan.ts'
import { RoleChoiceDialog } from '#components/jobs/role-choice-dialog.tsx'
import { whyNone } from '#components/jobs/why-none.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { countOf } from '#components/table/export-items.ts'
import { memberCan } from '#lib/rules/member-can.ts'
import { assignableOrgRoles, roleName } from '#lib/schemas/roles.ts'
import type { MemberRow } from '#lib/schemas/views.ts'

const noun = { one: 'member', many: 'members' }

export function BulkRoleDialog({ members, onClose }: { members: readonly MemberRow[]; onClose: () => void }) {
  const person = usePerson()
  const policy = usePolicy()
  const many = countOf(members.length, noun)
  const refusalOf = (org_role: string) =>
    whyNone(members, (row) =>
      policy.refusal(memberCan.changeRole(person, row, org_role), {
        action: 'member.change_role',
        held_org_role: row.role,
        org_role,
      }),
    )
  return (
    <RoleChoiceDialog
      title={`Change the role of ${many}`}
      legend="New role"
      options={assignableOrgRoles.map((value) => ({ value, label: roleName(value), refusal: refusalOf(value) }))}
      onPlan={(role) =>
        openPlan({
          title: `Change the role of ${many} to ${roleName(role)}`,
          kind: 'bulk',
          wanted: { changes: memberRoleChanges(members, role) },
        })
      }
      onClose={onClose}
    />
  )
}
