'use client'
import { Undo2 } from 'lucide-react'
import type { TableColumn } from '#components/table/columns.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import { portalRoleTitle, portalRoles, vias } from '#lib/schemas/person.ts'
import type { AuditRow } from '#lib/schemas/views.ts'
import { viaWords } from './audit-table-rules.ts'
import { ResultBadge } from './result-badge.tsx'
import { TargetLink } from './target-link.tsx'

export function roleWords(role: string | null): string {
  return portalRoleTitle(portalRoles.find((known) => known === role) ?? null)
}

/** How it came about: by hand, by whose script, by an approved proposal. */
export function throughWords({ via, actor, token_maker }: Pick<AuditRow, 'via' | 'actor' | 'token_maker'>): string {
  const known = vias.find((word) => word === via)
  const words = known === undefined ? via : viaWords[known]
  return token_maker === null ? words : `${words} ${actor}, made by ${token_maker}`
}

const upstreamTip = 'Not done through Steward; upstream does not tell by whom'

/** The action opens the details, so the opener comes from the page. Addresses are told where any is known. */
export function auditColumns(
  onOpen: (row: AuditRow) => void,
  withAddresses: boolean,
): readonly TableColumn<AuditRow>[] {
  return [
    {
      id: 'when',
      header: 'When',
      width: 'w-28',
      cell: (row) => <TimeAgo at={row.at} />,
    },
    {
      id: 'actor',
      header: 'Person',
      width: 'w-56',
      cell: (row) => (
        <span
          data-tip={
            row.via === 'upstream' ? upstreamTip : `${row.actor}, ${roleWords(row.actor_role)}, ${throughWords(row)}`
          }
        >
          {row.actor}
        </span>
      ),
    },
    {
      id: 'summary',
      header: 'Action',
      cell: (row) => (
        <button
          type="button"
          data-open=""
          data-tip={`${row.action}: ${row.summary}`}
          className="max-w-full text-right font-strong hover:underline desk:truncate desk:text-left"
          onClick={() => onOpen(row)}
        >
          {row.summary}
        </button>
      ),
    },
    {
      id: 'target',
      header: 'Target',
      width: 'w-24',
      cell: (row) => <TargetLink target={row} />,
    },
    {
      id: 'result',
      header: 'Result',
      width: 'w-32',
      cell: (row) => (
        <span className="flex items-center gap-1.5">
          <ResultBadge result={row.result} problem={row.problem} />
          {row.undone_by === null ? null : (
            <Undo2 size={14} aria-label="Taken back" data-tip="Taken back" className="shrink-0 text-soft" />
          )}
        </span>
      ),
    },
    {
      id: 'reason',
      header: 'Reason',
      width: 'w-40',
      cell: (row) => (
        <span className="text-soft" data-tip={row.reason ?? undefined}>
          {row.reason ?? '–'}
        </span>
      ),
    },
    ...(withAddresses ? [address] : []),
  ]
}

const address: TableColumn<AuditRow> = {
  id: 'address',
  header: 'Address',
  width: 'w-32',
  cell: (row) => <span className="text-soft">{row.address ?? '–'}</span>,
}
