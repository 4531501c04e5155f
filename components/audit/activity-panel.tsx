import Link from 'next/link'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { TimeAgo } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import type { AuditRow } from '#lib/schemas/views.ts'
import { ResultBadge } from './result-badge.tsx'

const columns: readonly PlainColumn<AuditRow>[] = [
  { header: 'When', cell: (row) => <TimeAgo at={row.at} />, width: 'w-32' },
  { header: 'Who', cell: (row) => row.actor },
  { header: 'What', cell: (row) => <SummaryLink row={row} /> },
  { header: 'Result', cell: (row) => <ResultBadge result={row.result} problem={row.problem} /> },
]

/** What was done to one object, here or outside Steward; `place` says where, as in "in this workspace". */
export function ActivityPanel({ rows, place }: { rows: readonly AuditRow[]; place: string }) {
  return (
    <Panel title="Activity">
      <PlainTable
        caption={`What was done ${place}`}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.id}
        empty={`Nothing was done ${place} yet, as far as Steward has seen.`}
      />
    </Panel>
  )
}

/** To the whole of it, in the audit log. */
function SummaryLink({ row }: { row: AuditRow }) {
  return (
    <Link
      href={`${pagePaths.audit()}?${new URLSearchParams({ event: row.id }).toString()}`}
      prefetch={false}
      className="hover:underline"
    >
      {row.summary}
    </Link>
  )
}
