'use client'
import { usePerson } from '#components/layout/person-context.tsx'
import { SelectCell } from '#components/table/select-cell.tsx'
import { useCellEdit } from '#components/table/use-cell-edit.ts'
import { refusalOf } from '#components/ui/refusal.ts'
import { inviteReplacement } from '#lib/client/invites.ts'
import { inviteCan } from '#lib/rules/member-can.ts'
import { assignableOrgRoles, roleName } from '#lib/schemas/roles.ts'
import type { InviteRow } from '#lib/schemas/views.ts'
import { useInviteActs } from './invite-acts.tsx'

/** Choosing another role asks first: the old link dies with it. */
export function InviteRoleCell({ invite }: { invite: InviteRow }) {
  const person = usePerson()
  const acts = useInviteActs()
  const edit = useCellEdit(inviteReplacement, invite.id)
  const anyRole = assignableOrgRoles.find((role) => inviteCan.replace(person, invite, role).allowed)
  return (
    <SelectCell
      label={`Role of ${invite.email}`}
      value={invite.role}
      nameOf={roleName}
      edit={edit}
      refusal={anyRole === undefined ? refusalOf(inviteCan.replace(person, invite)) : null}
      options={() =>
        assignableOrgRoles.map((role) => ({
          value: role,
          label: roleName(role),
          refusal: refusalOf(inviteCan.replace(person, invite, role)),
        }))
      }
      onChoose={(role) => acts.replace(invite, role)}
    />
  )
}
