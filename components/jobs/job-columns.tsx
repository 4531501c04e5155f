'use client'
import Link from 'next/link'
import type { TableColumn } from '#components/table/columns.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import type { JobSummary } from '#lib/schemas/jobs.ts'
import { JobBadge } from './job-badge.tsx'
import { hasEnded, kindNames, settledOf, statusWords } from './job-words.ts'
import { ProgressBar } from './progress-bar.tsx'

export const jobColumns: readonly TableColumn<JobSummary>[] = [
  {
    id: 'title',
    header: 'Job',
    cell: (row) => (
      <Link
        href={pagePaths.job(row.id)}
        prefetch={false}
        data-tip={row.reason === null ? row.title : `${row.title}\n${row.reason}`}
        className="block truncate font-strong hover:underline"
      >
        {row.title}
      </Link>
    ),
    text: (row) => row.title,
  },
  { id: 'kind', header: 'Kind', width: 'w-28', cell: (row) => kindNames[row.kind], text: (row) => row.kind },
  {
    id: 'status',
    header: 'Status',
    width: 'w-40',
    cell: (row) => <JobBadge job={row} />,
    text: (row) => statusWords[row.status].word,
  },
  {
    id: 'progress',
    header: 'Progress',
    width: 'w-48',
    cell: (row) => <ProgressCell job={row} />,
    text: (row) => `${settledOf(row)} of ${row.total}`,
  },
  {
    id: 'starter',
    header: 'Started by',
    width: 'w-36',
    cell: (row) => <span data-tip={row.starter.name}>{row.mine ? 'You' : row.starter.name}</span>,
    text: (row) => row.starter.name,
  },
  {
    id: 'created',
    header: 'Started',
    width: 'w-24',
    cell: (row) => <TimeAgo at={row.created_at} />,
    text: (row) => row.created_at,
  },
  {
    id: 'ended',
    header: 'Ended',
    width: 'w-24',
    cell: (row) => (row.ended_at === null ? <span className="text-soft">–</span> : <TimeAgo at={row.ended_at} />),
    text: (row) => row.ended_at,
  },
]

/** Of an ended job the numbers that matter are how much was done and how much failed. */
function ProgressCell({ job }: { job: JobSummary }) {
  const settled = settledOf(job)
  const words = `${settled.toLocaleString('en')} of ${job.total.toLocaleString('en')}`
  if (!hasEnded(job))
    return (
      <span className="inline-flex items-center gap-2">
        <ProgressBar
          label={`Progress of ${job.title}`}
          value={settled}
          max={job.total}
          words={words}
          className="w-24"
        />
        <span className="figures">{words}</span>
      </span>
    )
  const bad = job.counts.failed + job.counts.refused + job.counts.invalid + job.counts.unknown
  return (
    <span className="figures">
      {job.counts.done.toLocaleString('en')} of {job.total.toLocaleString('en')} done
      {bad === 0 ? null : <span className="text-danger">, {bad.toLocaleString('en')} not</span>}
    </span>
  )
}
