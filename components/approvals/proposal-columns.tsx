'use client'
import type { TableColumn } from '#components/table/columns.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import type { ProposalRow } from '#lib/schemas/views.ts'
import type { ApprovalTab } from './approval-tab-rules.ts'
import { ProposalBadge } from './proposal-badge.tsx'
import { statusWords } from './proposal-words.ts'

/** What a tab's other words say already. */
const leftOut: Record<ApprovalTab, readonly string[]> = {
  inbox: ['decided'],
  mine: ['requester'],
  history: ['expires', 'reason'],
}

/** The first column opens the proposal, so the opener comes from the page. */
export function proposalColumns(
  tab: ApprovalTab,
  onOpen: (row: ProposalRow) => void,
): readonly TableColumn<ProposalRow>[] {
  return allColumns(onOpen).filter((column) => !leftOut[tab].includes(column.id))
}

function allColumns(onOpen: (row: ProposalRow) => void): readonly TableColumn<ProposalRow>[] {
  return [
    {
      id: 'summary',
      header: 'What',
      cell: (row) => (
        <button
          type="button"
          data-tip={row.summary}
          className="max-w-full truncate text-left font-strong hover:underline"
          onClick={() => onOpen(row)}
        >
          {row.summary}
        </button>
      ),
      text: (row) => row.summary,
    },
    {
      id: 'status',
      header: 'Status',
      width: 'w-32',
      cell: (row) => <ProposalBadge row={row} />,
      text: (row) => statusWords[row.status],
    },
    {
      id: 'requester',
      header: 'Proposed by',
      width: 'w-52',
      cell: (row) => <span data-tip={row.requester.name}>{row.mine ? 'You' : row.requester.name}</span>,
      text: (row) => row.requester.name,
    },
    {
      id: 'workspace',
      header: 'Workspace',
      width: 'w-36',
      cell: (row) => <span className="text-soft">{row.workspace?.name ?? '–'}</span>,
      text: (row) => row.workspace?.name ?? null,
    },
    {
      id: 'reason',
      header: 'Reason',
      width: 'w-36',
      cell: (row) => (
        <span className="text-soft" data-tip={row.reason ?? undefined}>
          {row.reason ?? '–'}
        </span>
      ),
      text: (row) => row.reason,
    },
    {
      id: 'proposed',
      header: 'Proposed',
      width: 'w-24',
      cell: (row) => <TimeAgo at={row.created_at} />,
      text: (row) => row.created_at,
    },
    {
      id: 'expires',
      header: 'Expires',
      width: 'w-24',
      cell: (row) =>
        row.status === 'waiting' ? <TimeAgo at={row.expires_at} /> : <span className="text-soft">–</span>,
      text: (row) => row.expires_at,
    },
    {
      id: 'decided',
      header: 'Decided by',
      width: 'w-52',
      cell: (row) => (
        <span className="text-soft" data-tip={row.comment ?? undefined}>
          {row.decider?.name ?? '–'}
        </span>
      ),
      text: (row) => row.decider?.name ?? null,
    },
  ]
}
