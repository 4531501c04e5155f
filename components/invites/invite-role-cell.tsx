'use client'
import { SelectCell } from '#components/table/select-cell.tsx'
import { useCellEdit } from '#components/table/use-cell-edit.ts'
import { inviteReplacement } from '#lib/client/invites.ts'
import { assignableOrgRoles, roleName } from '#lib/schemas/roles.ts'
import type { InviteRow } from '#lib/schemas/views.ts'
import { useInviteActs } from './invite-acts.tsx'
import { useInviteRefusal } from './use-invite-refusal.ts'

/** Choosing another role asks first: the old link dies with it. */
export function InviteRoleCell({ invite }: { invite: InviteRow }) {
  const refusal = useInviteRefusal()
  const acts = useInviteActs()
  const edit = useCellEdit(inviteReplacement, invite.id)
  const anyRole = assignableOrgRoles.find((role) => refusal.replace(invite, role) === null)
  return (
    <SelectCell
      label={`Role of ${invite.email}`}
      value={invite.role}
      nameOf={roleName}
      edit={edit}
      refusal={anyRole === undefined ? refusal.replace(invite) : null}
      options={() =>
        assignableOrgRoles.map((role) => ({
          value: role,
          label: roleName(role),
          refusal: refusal.replace(invite, role),
        }))
      }
      onChoose={(role) => acts.replace(invite, role)}
    />
  )
}
