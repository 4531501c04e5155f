'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { SearchDialog } from './search-dialog.tsx'
import type { Asked } from './entries.ts'

const InvitePeopleDialog = dynamic(
  async () => (await import('#components/invites/invite-people-dialog.tsx')).InvitePeopleDialog,
  { ssr: false },
)
const WorkspaceDialog = dynamic(
  async () => (await import('#components/workspaces/workspace-dialog.tsx')).WorkspaceDialog,
  { ssr: false },
)
/** The search, or the dialog that was chosen in it. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  if (asked === null) return <SearchDialog onAsk={setAsked} onClose={onClose} />
  if (asked.what === 'invite') return <InvitePeopleDialog onClose={onClose} />
  return <WorkspaceDialog workspace={null} nameRefusal={null} onClose={onClose} />
}
