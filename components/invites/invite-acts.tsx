'use client'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import { createContext, use, useMemo, useState } from 'react'
import type { InviteRow } from '#lib/schemas/views.ts'

const ReplaceInviteDialog = dynamic(async () => (await import('./replace-invite-dialog.tsx')).ReplaceInviteDialog, {
  ssr: false,
})
const RevokeInviteDialog = dynamic(async () => (await import('./revoke-invite-dialog.tsx')).RevokeInviteDialog, {
  ssr: false,
})

export type InviteActs = {
  /** Resends; with another role the new invite carries that one. */
  replace: (invite: InviteRow, role?: string) => void
  revoke: (invite: InviteRow) => void
}

const InviteActsContext = createContext<InviteActs | null>(null)

type Asked = { act: 'replace'; invite: InviteRow; role: string | undefined } | { act: 'revoke'; invite: InviteRow }

/** The dialogs stand outside the rows: a row that leaves while its dialog is open takes nothing with it. */
export function InviteActsProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const acts = useMemo<InviteActs>(
    () => ({
      replace: (invite, role) => setAsked({ act: 'replace', invite, role }),
      revoke: (invite) => setAsked({ act: 'revoke', invite }),
    }),
    [],
  )
  const close = () => setAsked(null)
  return (
    <InviteActsContext value={acts}>
      {children}
      {asked?.act === 'replace' ? (
        <ReplaceInviteDialog invite={asked.invite} role={asked.role} onClose={close} />
      ) : null}
      {asked?.act === 'revoke' ? <RevokeInviteDialog invite={asked.invite} onClose={close} /> : null}
    </InviteActsContext>
  )
}

export function useInviteActs(): InviteActs {
  const acts = use(InviteActsContext)
  if (acts === null) throw new Error('useInviteActs outside the invites table')
  return acts
}
