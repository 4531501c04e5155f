import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { JobPage } from '#components/jobs/job-page.tsx'
import { holds } from '#lib/rules/holds.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readJob } from '#lib/server/views/jobs.ts'

export const metadata: Metadata = { title: 'Job' }

/** The rest is fetched when the page is usable. */
const rowsInThePage = 100

export default async function JobRoute({ params }: { params: Promise<{ jobId: string }> }) {
  const [{ jobId }, person] = await Promise.all([params, requirePerson()])
  const detail = holds(person, 'jobs.read').allowed ? await readJob(person, jobId) : null
  if (detail === null) notFound()
  return <JobPage key={detail.job.id} first={{ ...detail, rows: detail.rows.slice(0, rowsInThePage) }} />
}
