'use client'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useState } from 'react'
import { invitesQuery } from '#lib/client/invites.ts'
import { membersQuery } from '#lib/client/members.ts'
import { isPartial } from '#lib/client/views.ts'
import { assignableOrgRoles } from '#lib/schemas/roles.ts'
import { checkInvitees } from './check-invitees.ts'
import type { CheckedInvitee } from './check-invitees.ts'
import { parseInvitees } from './parse-invitees.ts'
import { useInviteRefusal } from './use-invite-refusal.ts'

export type Invitees = {
  text: string
  write: (text: string) => void
  role: string
  choose: (role: string) => void
  rows: readonly CheckedInvitee[]
  /** False while the lists that tell of members and open invites are still on their way. */
  compared: boolean
}

/** What was pasted, read and compared with the organization on every key, without holding up the typing. */
export function useInvitees(): Invitees {
  const refused = useInviteRefusal()
  const members = useQuery(membersQuery())
  const invites = useQuery(invitesQuery())
  const [text, write] = useState('')
  const [role, choose] = useState<string>(
    () => assignableOrgRoles.find((role) => refused.create(role) === null) ?? 'user',
  )
  const settled = useDeferredValue(text)
  const parsed = useMemo(() => parseInvitees(settled), [settled])
  const memberRows = members.data?.rows
  const inviteRows = invites.data?.rows
  const known = useMemo(
    () => ({
      members: new Set(memberRows?.map((row) => row.email.toLowerCase())),
      pending: new Set(inviteRows?.filter((row) => row.status === 'pending').map((row) => row.email.toLowerCase())),
      refusalOfRole: refused.create,
      refusalOfAddress: refused.address,
    }),
    [memberRows, inviteRows, refused],
  )
  const rows = useMemo(() => checkInvitees(parsed, { ...known, role }), [parsed, known, role])
  const compared = members.data !== undefined && !isPartial(members.data) && !isPartial(invites.data)
  return { text, write, role, choose, rows, compared }
}
