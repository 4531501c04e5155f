'use client'
import type { TableColumn } from '#components/table/columns.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import type { AuditRow } from '#lib/schemas/views.ts'
import { ResultBadge } from './result-badge.tsx'

export function roleWords(role: string | null): string {
  return portalRoleTitle(portalRoles.find((known) => known === role) ?? null)
}

/** The first column opens the details, so the opener comes from the page. */
export function auditColumns(onOpen: (row: AuditRow) => void): readonly TableColumn<AuditRow>[] {
  return [
    {
      id: 'summary',
      header: 'What',
      cell: (row) => (
        <button type="button" className="truncate text-left font-strong hover:underline" onClick={() => onOpen(row)}>
          {row.summary}
        </button>
      ),
      text: (row) => row.summary,
    },
    {
      id: 'result',
      header: 'Result',
      width: 'w-28',
      cell: (row) => <ResultBadge result={row.result} problem={row.problem} />,
      text: (row) => row.result,
    },
    {
      id: 'actor',
      header: 'Person',
      width: 'w-64',
      cell: (row) => (
        <span className="truncate" data-tip={`${roleWords(row.actor_role)}, by ${row.via}`}>
          {row.actor}
        </span>
      ),
      text: (row) => row.actor,
    },
    {
      id: 'action',
      header: 'Action',
      width: 'w-48',
      cell: (row) => <span className="truncate font-mono text-small text-soft">{row.action}</span>,
      text: (row) => row.action,
    },
    {
      id: 'reason',
      header: 'Reason',
      width: 'w-36',
      cell: (row) => <span className="truncate text-soft">{row.reason ?? '–'}</span>,
      text: (row) => row.reason,
    },
    {
      id: 'when',
      header: 'When',
      width: 'w-32',
      numeric: true,
      cell: (row) => <TimeAgo at={row.at} />,
      text: (row) => row.at,
    },
  ]
}
