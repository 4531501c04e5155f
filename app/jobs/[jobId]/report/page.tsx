import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ReportPage } from '#components/offboarding/report-page.tsx'
import { isId } from '#lib/schemas/id-patterns.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readOffboardingReport } from '#lib/server/views/offboarding-report.ts'

export const metadata: Metadata = { title: 'Offboarding report' }

/** A document to print, so it stands outside the shell. */
export default async function Report({ params }: { params: Promise<{ jobId: string }> }) {
  const [{ jobId }, person] = await Promise.all([params, requirePerson()])
  const report = isId('job', jobId) ? await readOffboardingReport(person, jobId) : null
  if (report === null) notFound()
  return <ReportPage report={report} />
}
