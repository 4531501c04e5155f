import type { Metadata } from 'next'
import { JobsPage } from '#components/jobs/jobs-page.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { holds } from '#lib/rules/holds.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readJobs } from '#lib/server/views/jobs.ts'

export const metadata: Metadata = { title: 'Jobs' }

export default async function JobsRoute() {
  const person = await requirePerson()
  const may = holds(person, 'jobs.read')
  if (!may.allowed) return <EmptyState title="You cannot see jobs">{may.reason}</EmptyState>
  return <JobsPage first={await readJobs(person)} />
}
