'use client'
import { useMemo } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { inviteCan } from '#lib/rules/member-can.ts'
import type { InviteRow } from '#lib/schemas/views.ts'

/** Why something may not be done with invites, by the built-in rules and the policy file; null when it may. */
export function useInviteRefusal() {
  const person = usePerson()
  const policy = usePolicy()
  return useMemo(
    () => ({
      /** Without a role: whether anybody can be invited at all. */
      create: (role?: string) =>
        policy.refusal(inviteCan.create(person, role), {
          action: 'invite.create',
          ...(role === undefined ? {} : { org_role: role }),
        }),
      /** With a role: as that one, instead of the one it has. */
      replace: (invite: InviteRow, role?: string) =>
        policy.refusal(inviteCan.replace(person, invite, role), {
          action: role === undefined ? 'invite.resend' : 'invite.change_role',
          email: invite.email,
          held_org_role: invite.role,
          org_role: role ?? invite.role,
        }),
      revoke: (invite: InviteRow) =>
        policy.refusal(inviteCan.revoke(person, invite), { action: 'invite.revoke', held_org_role: invite.role }),
      /** Whether an address may be invited, whatever the role. */
      address: policy.domain,
    }),
    [person, policy],
  )
}
