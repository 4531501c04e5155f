'use client'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { DataTable } from '#components/table/data-table.tsx'
import { jobsQuery } from '#lib/client/jobs.ts'
import type { JobSummary, JobsView } from '#lib/schemas/jobs.ts'
import { jobColumns } from './job-columns.tsx'
import { jobTableRules, jobsTableView } from './job-table-rules.ts'
import { UpdatedLine } from './updated-line.tsx'

const noun = { one: 'job', many: 'jobs' }
const exportAlso = [
  { header: 'Id', text: (row: JobSummary) => row.id },
  { header: 'Reason', text: (row: JobSummary) => row.reason },
]

export function JobsPage({ first }: { first: JobsView }) {
  const query = useQuery(jobsQuery(first))
  const view = useMemo(() => (query.data === undefined ? undefined : jobsTableView(query.data)), [query.data])
  return (
    <div className="flex h-full flex-col">
      <div className="shrink-0 px-4 py-3 desk:px-6">
        <PageHeader
          title={
            <>
              Jobs <span className="figures font-normal text-soft">{(view?.total ?? 0).toLocaleString('en')}</span>
            </>
          }
          below="Many changes at once, carried out row by row. They go on when nobody looks."
          actions={<UpdatedLine at={query.dataUpdatedAt} />}
        />
      </div>
      <div className="min-h-0 flex-1">
        <DataTable
          level={2}
          title="Jobs"
          noun={noun}
          query={{ ...query, data: view }}
          columns={jobColumns}
          rules={jobTableRules}
          rowName={titleOf}
          fileName="jobs"
          exportAlso={exportAlso}
          noSelection
          minWidth="desk:min-w-[1080px]"
          empty={{
            title: 'No jobs yet',
            body: 'Select rows in a list, or import a CSV file, to change many things at once. You see the plan first; then it becomes a job here.',
          }}
        />
      </div>
    </div>
  )
}

function titleOf(row: JobSummary): string {
  return row.title
}
