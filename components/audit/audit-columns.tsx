'use client'
import type { TableColumn } from '#components/table/columns.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import type { AuditRow } from '#lib/schemas/views.ts'
import { ResultBadge } from './result-badge.tsx'
import { TargetLink } from './target-link.tsx'

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
      id: 'when',
      header: 'When',
      width: 'w-24',
      cell: (row) => <TimeAgo at={row.at} />,
      text: (row) => row.at,
    },
    {
      id: 'actor',
      header: 'Person',
      width: 'w-52',
      cell: (row) => <span data-tip={`${row.actor}, by ${row.via}`}>{row.actor}</span>,
      text: (row) => row.actor,
    },
    {
      id: 'role',
      header: 'Portal role',
      width: 'w-32',
      cell: (row) => <span className="text-soft">{row.actor_role === null ? '–' : roleWords(row.actor_role)}</span>,
      text: (row) => row.actor_role,
    },
    {
      id: 'action',
      header: 'Action',
      width: 'w-36',
      cell: (row) => (
        <span data-tip={row.action} className="font-mono text-small text-soft">
          {row.action}
        </span>
      ),
      text: (row) => row.action,
    },
    {
      id: 'target',
      header: 'Target',
      width: 'w-24',
      cell: (row) => <TargetLink target={row} />,
      text: (row) => row.target_id,
    },
    {
      id: 'result',
      header: 'Result',
      width: 'w-28',
      cell: (row) => <ResultBadge result={row.result} problem={row.problem} />,
      text: (row) => row.result,
    },
    {
      id: 'reason',
      header: 'Reason',
      width: 'w-24',
      cell: (row) => (
        <span className="text-soft" data-tip={row.reason ?? undefined}>
          {row.reason ?? '–'}
        </span>
      ),
      text: (row) => row.reason,
    },
  ]
}
