import 'server-only'
import { z } from 'zod'
import { jobId } from '#lib/schemas/ids.ts'
import { notFound } from '#lib/server/http/problem.ts'
import { defineRead } from '#lib/server/reads/define.ts'
import { jobResults } from './job-results.ts'
import { readJob, readJobs } from './jobs.ts'
import { readOffboardingReport } from './offboarding-report.ts'

export const viewJobs = defineRead({
  power: 'jobs.read',
  input: z.object({}),
  run: async ({ person }) => {
    const view = await readJobs(person)
    return { body: view, etag: `"${view.revision}"` }
  },
})

export const viewJob = defineRead({
  power: 'jobs.read',
  input: z.object({ job_id: jobId }),
  run: async ({ person }, { job_id }) => {
    const detail = await readJob(person, job_id)
    if (detail === null) throw notFound(job_id)
    return { body: detail, etag: `"${detail.revision}"` }
  },
})

/** Every row with what became of it, as a file for a spreadsheet. */
export const viewJobResults = defineRead({
  power: 'jobs.read',
  input: z.object({ job_id: jobId }),
  run: async ({ person }, { job_id }) => {
    const detail = await readJob(person, job_id)
    if (detail === null) throw notFound(job_id)
    return { body: null, attachment: jobResults(detail) }
  },
})

/** `format` is there for addresses that say it; the page /jobs/[jobId]/report is the same for people. */
export const viewOffboardingReport = defineRead({
  power: 'jobs.read',
  input: z.object({ job_id: jobId, format: z.enum(['json']).optional() }),
  run: async ({ person }, { job_id }) => {
    const report = await readOffboardingReport(person, job_id)
    if (report === null) throw notFound(job_id)
    return { body: report }
  },
})
