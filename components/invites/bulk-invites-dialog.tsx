'use client'
import { inviteChanges } from '#components/jobs/bulk-changes.ts'
import { PlanToJob } from '#components/jobs/plan-to-job.tsx'
import { countOf } from '#components/table/export-items.ts'
import type { InviteRow } from '#lib/schemas/views.ts'

type BulkInvitesProps = { invites: readonly InviteRow[]; act: 'resend' | 'revoke'; onClose: () => void }

const effects = {
  resend: ['Old links stop working; each person gets a new e-mail, valid for 21 days.'],
  revoke: ['The links in their e-mails stop working at once. They are not told.'],
}

/** The plan of sending again, or taking back, the selected invites. */
export function BulkInvitesDialog({ invites, act, onClose }: BulkInvitesProps) {
  const many = countOf(invites.length, { one: 'invite', many: 'invites' })
  return (
    <PlanToJob
      title={`${act === 'resend' ? 'Resend' : 'Revoke'} ${many}`}
      kind="bulk"
      wanted={{ changes: inviteChanges(`invite.${act}`, invites) }}
      effects={effects[act]}
      onClose={onClose}
    />
  )
}
