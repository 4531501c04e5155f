'use client'
import { SelectCell } from '#components/table/select-cell.tsx'
import { useCellEdit } from '#components/table/use-cell-edit.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { memberRoleChange } from '#lib/client/members.ts'
import { memberCan } from '#lib/rules/member-can.ts'
import type { Member } from '#lib/schemas/members.ts'
import { assignableOrgRoles, roleName } from '#lib/schemas/roles.ts'
import { useRoleChange } from './use-role-change.ts'

/** The organization role, changed in place within what this person may give and touch. */
export function RoleCell({ member }: { member: Member }) {
  const person = usePerson()
  const policy = usePolicy()
  const edit = useCellEdit(memberRoleChange, member.id)
  const changeRole = useRoleChange()
  const may = (role?: string) =>
    policy.refusal(memberCan.changeRole(person, member, role), {
      action: 'member.change_role',
      held_org_role: member.role,
      ...(role === undefined ? {} : { org_role: role }),
    })
  return (
    <SelectCell
      label={`Role of ${member.name || member.email}`}
      value={member.role}
      nameOf={roleName}
      edit={edit}
      refusal={may()}
      options={() =>
        assignableOrgRoles.map((role) => ({
          value: role,
          label: roleName(role),
          refusal: may(role),
        }))
      }
      onChoose={(role) => void changeRole(member, role)}
    />
  )
}
