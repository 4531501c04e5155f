'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useMemo } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { usePerson } from '#components/layout/person-context.tsx'
import { DataTable } from '#components/table/data-table.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { TimeAgo } from '#components/ui/time.tsx'
import { jobQuery } from '#lib/client/jobs.ts'
import { pagePaths } from '#lib/paths.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { JobDetail, JobSummary } from '#lib/schemas/jobs.ts'
import type { View } from '#lib/schemas/views.ts'
import { JobBadge } from './job-badge.tsx'
import { JobControls } from './job-controls.tsx'
import { JobProgress } from './job-progress.tsx'
import { jobRowColumns, jobRowRules } from './job-row-columns.tsx'
import { kindNames } from './job-words.ts'
import type { JobTableRow } from './job-words.ts'
import { UpdatedLine } from './updated-line.tsx'

const noun = { one: 'row', many: 'rows' }
const exportAlso = [
  { header: 'Action', text: (row: JobTableRow) => row.action },
  { header: 'Target', text: (row: JobTableRow) => row.target.id },
]

export function JobPage({ first }: { first: JobDetail }) {
  const person = usePerson()
  const query = useQuery(jobQuery(first.job.id, first))
  const detail = query.data ?? first
  const view = useMemo(() => viewOf(detail), [detail])
  const fromFile = detail.job.file_name !== null
  const seesAudit = extentOf(person, 'audit.read') !== 'none'
  const columns = useMemo(() => jobRowColumns(seesAudit, fromFile), [seesAudit, fromFile])
  if (query.error && 'status' in query.error && query.error.status === 404)
    return <ErrorState level={1} title="This job is gone" error={query.error} retry={() => void query.refetch()} />
  return (
    <div className="flex min-h-full flex-col desk:h-full">
      <div className="flex shrink-0 flex-col gap-3 px-4 py-3 desk:px-6">
        <JobHeader job={detail.job} at={query.dataUpdatedAt} />
        <JobProgress job={detail.job} />
      </div>
      <div className="h-[max(60dvh,420px)] shrink-0 flex-1 pt-1 desk:h-auto desk:min-h-0 desk:shrink">
        <DataTable
          level={2}
          title="Rows of this job"
          noun={noun}
          query={{ ...query, data: view }}
          columns={columns}
          rules={jobRowRules}
          rowName={summaryOf}
          fileName="job"
          exportAlso={exportAlso}
          noSelection
          minWidth="desk:min-w-[1080px]"
          empty={{ title: 'No rows', body: 'This job has nothing that you can see.' }}
        />
      </div>
    </div>
  )
}

function JobHeader({ job, at }: { job: JobSummary; at: number }) {
  return (
    <PageHeader
      above={
        <Link href={pagePaths.jobs()} prefetch={false} className="hover:text-ink hover:underline">
          Jobs
        </Link>
      }
      title={
        <span className="flex min-w-0 flex-wrap items-center gap-2">
          {job.title}
          <JobBadge job={job} />
        </span>
      }
      below={<Origin job={job} />}
      actions={
        <>
          <UpdatedLine at={at} />
          {job.kind === 'offboarding' ? (
            <Link
              href={pagePaths.jobReport(job.id)}
              prefetch={false}
              className="inline-flex h-8 items-center rounded border border-control/60 px-3 hover:bg-hover"
            >
              Report
            </Link>
          ) : null}
          <JobControls job={job} />
        </>
      }
    />
  )
}

/** What it is, who started it and when, out of which file, why, and which job belongs to it. */
function Origin({ job }: { job: JobSummary }) {
  return (
    <>
      {kindNames[job.kind]}, started by {job.mine ? 'you' : job.starter.name} <TimeAgo at={job.created_at} />
      {job.file_name === null ? null : <>, from {job.file_name}</>}
      {job.reason === null ? null : <>. Reason: {job.reason}</>}
      {job.undoes === null ? null : <OtherJob id={job.undoes} words="Takes back this job" />}
      {job.undone_by === null ? null : <OtherJob id={job.undone_by} words="Taken back by this job" />}
    </>
  )
}

function OtherJob({ id, words }: { id: string; words: string }) {
  return (
    <>
      {' · '}
      <Link href={pagePaths.job(id)} prefetch={false} className="underline hover:no-underline">
        {words}
      </Link>
    </>
  )
}

function viewOf({ job, rows, revision }: JobDetail): View<JobTableRow> {
  const named = rows.map((row) => ({ ...row, id: String(row.n) }))
  const whole = { synced_at: null, complete: true, missing: [], upstream_problem: null }
  return { rows: named, total: job.total, revision, ...whole }
}

function summaryOf(row: JobTableRow): string {
  return row.summary
}
