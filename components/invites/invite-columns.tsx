'use client'
import { TriangleAlert } from 'lucide-react'
import type { TableColumn } from '#components/table/columns.ts'
import { Badge } from '#components/ui/badge.tsx'
import { moment, span } from '#components/ui/time-words.ts'
import { Day, TimeAgo } from '#components/ui/time.tsx'
import { useNow } from '#components/ui/use-now.ts'
import type { InviteRow } from '#lib/schemas/views.ts'
import { InviteRoleCell } from './invite-role-cell.tsx'
import { inviteStatus, isExpiringSoon } from './invite-words.ts'

export const inviteColumns: readonly TableColumn<InviteRow>[] = [
  {
    id: 'email',
    header: 'E-mail',
    cell: (row) => <span className="block truncate font-strong">{row.email}</span>,
    text: (row) => row.email,
  },
  {
    id: 'role',
    header: 'Role',
    width: 'w-52',
    cell: (row) => <InviteRoleCell invite={row} />,
    text: (row) => row.role,
  },
  {
    id: 'status',
    header: 'Status',
    width: 'w-28',
    cell: (row) => <StatusCell status={row.status} />,
    text: (row) => row.status,
  },
  {
    id: 'expires',
    header: 'Expires in',
    width: 'w-36',
    cell: (row) => <ExpiresCell row={row} />,
    text: (row) => row.expires_at,
  },
  {
    id: 'invited_by',
    header: 'Invited by',
    width: 'w-56',
    cell: (row) =>
      row.invited_by === null ? (
        <span className="text-soft">Outside Steward</span>
      ) : (
        <span data-tip={row.invited_by}>{row.invited_by}</span>
      ),
    text: (row) => row.invited_by,
  },
  {
    id: 'sent',
    header: 'Sent',
    width: 'w-32',
    numeric: true,
    cell: (row) => <TimeAgo at={row.invited_at} />,
    text: (row) => row.invited_at,
  },
]

function StatusCell({ status }: { status: string }) {
  const { word, tone } = inviteStatus(status)
  return <Badge tone={tone}>{word}</Badge>
}

/** The day until the browser's clock is known: the server's HTML must not depend on when it was made. */
function ExpiresCell({ row }: { row: InviteRow }) {
  const now = useNow()
  if (row.status !== 'pending') return <span className="text-soft">–</span>
  if (now === null) return <Day at={row.expires_at} />
  const left = Date.parse(row.expires_at) - now
  const words = left <= 0 ? 'now' : span(left)
  return (
    <time dateTime={row.expires_at} data-tip={moment(row.expires_at)} className="figures whitespace-nowrap">
      {isExpiringSoon(row, now) ? (
        <span className="inline-flex items-center gap-1 text-caution">
          <TriangleAlert size={12} aria-hidden />
          Soon: {words}
        </span>
      ) : (
        words
      )}
    </time>
  )
}
