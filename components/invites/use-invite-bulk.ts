'use client'
import { useCallback } from 'react'
import { whyNone } from '#components/jobs/why-none.ts'
import type { BulkAction } from '#components/table/data-table-props.ts'
import { copyToClipboard } from '#components/ui/copy-text.tsx'
import { openDialog } from '#components/ui/open-dialog.ts'
import type { InviteRow } from '#lib/schemas/views.ts'
import { useInviteRefusal } from './use-invite-refusal.ts'

const loadPlan = async () => (await import('./bulk-invites-dialog.tsx')).BulkInvitesDialog
const loadRole = async () => (await import('./bulk-invite-role-dialog.tsx')).BulkInviteRoleDialog

/** What can be done with selected invites. Each act shows its plan first; its code comes when it is asked for. */
export function useInviteBulk() {
  const refused = useInviteRefusal()
  return useCallback(
    (invites: InviteRow[]): BulkAction[] => [
      {
        label: 'Resend…',
        refusal: whyNone(invites, (row) => refused.replace(row)),
        run: () => void openDialog(loadPlan, { invites, act: 'resend' }),
      },
      {
        label: 'Change role…',
        refusal: whyNone(invites, (row) => refused.replace(row)),
        run: () => void openDialog(loadRole, { invites }),
      },
      {
        label: 'Revoke…',
        refusal: whyNone(invites, refused.revoke),
        run: () => void openDialog(loadPlan, { invites, act: 'revoke' }),
      },
      {
        label: 'Copy e-mails',
        run: () => void copyToClipboard(invites.map((row) => row.email).join('\n'), `${invites.length} e-mails`),
      },
    ],
    [refused],
  )
}
