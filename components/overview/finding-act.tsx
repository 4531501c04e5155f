'use client'
import { useQueryClient } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useInviteActs } from '#components/invites/invite-acts.tsx'
import { useInviteRefusal } from '#components/invites/use-invite-refusal.ts'
import { keyLabel } from '#components/keys/key-words.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { keyCan } from '#lib/rules/key-can.ts'
import type { FindingItem } from '#lib/schemas/attention.ts'
import type { InviteRow, KeyRow } from '#lib/schemas/views.ts'

/** What is done about a finding, under the same rules as in its table. */
export function FindingAction({ item: { act, title } }: { item: FindingItem }) {
  if (act.kind === 'disable_key') return <DisableKey keyRow={act.key} />
  if (act.kind === 'resend_invite') return <ResendInvite invite={act.invite} />
  return (
    <Link
      href={act.href}
      prefetch={false}
      aria-label={`${act.label}: ${title}`}
      className="inline-flex h-7 items-center gap-1 rounded whitespace-nowrap text-accent hover:underline"
    >
      {act.label}
      <ChevronRight size={14} aria-hidden />
    </Link>
  )
}

/** How it is done is loaded with the first click. */
function DisableKey({ keyRow }: { keyRow: KeyRow }) {
  const client = useQueryClient()
  const verdict = keyCan.changeStatus(usePerson(), keyRow)
  const refusal = usePolicy().refusal(verdict, { action: 'key.disable', protected: keyRow.protected })
  const [busy, setBusy] = useState(false)
  const disable = async () => {
    setBusy(true)
    const { setKeyStatus } = await import('#components/keys/set-key-status.ts')
    await setKeyStatus(client, keyRow, 'inactive')
    setBusy(false)
  }
  return (
    <Button
      small
      aria-label={`Disable key ${keyLabel(keyRow)}`}
      refusal={refusal}
      busy={busy}
      onClick={() => void disable()}
    >
      Disable key
    </Button>
  )
}

function ResendInvite({ invite }: { invite: InviteRow }) {
  const acts = useInviteActs()
  const refusal = useInviteRefusal().replace(invite)
  return (
    <Button small aria-label={`Resend invite… ${invite.email}`} refusal={refusal} onClick={() => acts.replace(invite)}>
      Resend invite…
    </Button>
  )
}
