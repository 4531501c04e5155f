'use client'
import Link from 'next/link'
import type { TableColumn } from '#components/table/columns.ts'
import { byNumber, byText, byTime } from '#components/table/table-rules.ts'
import type { TableRules } from '#components/table/table-rules.ts'
import { cx } from '#components/ui/cx.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import { jobRowStatuses } from '#lib/schemas/jobs.ts'
import { conditionWords } from './condition-words.ts'
import { RowBadge } from './job-badge.tsx'
import { rowStatusWords } from './job-words.ts'
import type { JobTableRow } from './job-words.ts'

export const jobRowRules: TableRules<JobTableRow> = {
  searchText: (row) => [row.summary, row.label, row.action, row.target.id, row.workspace?.name, row.problem].join('\n'),
  sorts: {
    summary: byText((row) => row.summary),
    row: byNumber((row) => row.n),
    status: byNumber((row) => jobRowStatuses.indexOf(row.status)),
    when: byTime((row) => row.done_at),
  },
  filters: [
    {
      key: 'status',
      label: 'Result',
      options: (rows) =>
        jobRowStatuses
          .filter((status) => rows.some((row) => row.status === status))
          .map((value) => ({ value, label: rowStatusWords[value].word })),
      matches: (row, value) => row.status === value,
    },
    {
      key: 'action',
      label: 'Action',
      options: (rows) => [...new Set(rows.map((row) => row.action))].sort().map((value) => ({ value, label: value })),
      matches: (row, value) => row.action === value,
    },
  ],
}

/** `seesAudit`: whether this person may follow a row into the audit log. */
export function jobRowColumns(seesAudit: boolean, fromFile: boolean): readonly TableColumn<JobTableRow>[] {
  return [
    {
      id: 'summary',
      header: 'Change',
      cell: (row) => (
        <span className="block truncate" data-tip={row.summary}>
          {row.summary}
        </span>
      ),
      text: (row) => row.summary,
    },
    {
      id: 'row',
      header: fromFile ? 'Line' : 'Row',
      width: 'w-20',
      numeric: true,
      cell: (row) => (fromFile ? row.line : row.n),
      text: (row) => (fromFile ? row.line : row.n),
    },
    {
      id: 'status',
      header: 'Result',
      width: 'w-36',
      cell: (row) => <RowBadge status={row.status} />,
      text: (row) => rowStatusWords[row.status].word,
    },
    {
      id: 'why',
      header: 'Why',
      width: 'w-72',
      cell: (row) => <WhyCell row={row} />,
      text: whyWords,
    },
    {
      id: 'when',
      header: 'When',
      width: 'w-28',
      numeric: true,
      cell: (row) => (row.done_at === null ? <span className="text-soft">–</span> : <TimeAgo at={row.done_at} />),
      text: (row) => row.done_at,
    },
    {
      id: 'trace',
      header: 'Trace',
      width: 'w-28',
      cell: (row) => <TraceCell row={row} seesAudit={seesAudit} />,
      text: (row) => row.event_id ?? row.proposal_id,
    },
  ]
}

const isToCome = ({ status }: JobTableRow) => status === 'queued' || status === 'scheduled' || status === 'running'

function whyWords(row: JobTableRow): string | null {
  return row.problem ?? (isToCome(row) ? conditionWords(row) : null)
}

function WhyCell({ row }: { row: JobTableRow }) {
  const words = whyWords(row)
  if (words === null) return <span className="text-soft">–</span>
  const bad = row.problem !== null && rowStatusWords[row.status].tone === 'danger'
  return (
    <span data-tip={words} className={cx('desk:block desk:truncate', bad ? 'text-danger' : 'text-soft')}>
      {words}
    </span>
  )
}

function TraceCell({ row, seesAudit }: { row: JobTableRow; seesAudit: boolean }) {
  if (row.proposal_id !== null)
    return <Trace href={pagePaths.proposal(row.proposal_id)} text="Proposal" about={row.summary} />
  if (row.event_id !== null && seesAudit)
    return <Trace href={pagePaths.auditEvent(row.event_id)} text="Audit" about={row.summary} />
  return <span className="text-soft">–</span>
}

function Trace({ href, text, about }: { href: string; text: string; about: string }) {
  return (
    <Link href={href} prefetch={false} aria-label={`${text}: ${about}`} className="underline hover:no-underline">
      {text}
    </Link>
  )
}
