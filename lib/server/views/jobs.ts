import 'server-only'
import { createHash } from 'node:crypto'
import type { JobDetail, JobSummary, JobsView } from '#lib/schemas/jobs.ts'
import type { Person } from '#lib/schemas/person.ts'
import { listJobs, findJob, tallyOf } from '#lib/server/jobs/list.ts'
import type { Tally } from '#lib/server/jobs/list.ts'
import { seesJob, tokensOf } from '#lib/server/jobs/sight.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { JobRecord } from '#lib/server/store/job-tables.ts'
import { jobRow } from './job-row.ts'
import { jobSummary } from './job-summary.ts'

const mostJobs = 500

/** The jobs within the person's sight, newest first. */
export async function readJobs(person: Person): Promise<JobsView> {
  const { database } = await getRuntime()
  const { jobs, total } = await listJobs(database.db, person, mostJobs)
  const rows = await summariesOf(person, jobs)
  return { rows, total, revision: revisionOf(rows) }
}

/** One job with all its rows; null when there is none in the person's sight. */
export async function readJob(person: Person, id: string): Promise<JobDetail | null> {
  const { database, mirror } = await getRuntime()
  const job = await findJob(database.db, id)
  if (job === null || !(await seesJob(database.db, person, job))) return null
  const [[summary], snapshot] = await Promise.all([summariesOf(person, [job]), mirror.snapshot()])
  if (summary === undefined) return null
  const records = await database.db.selectFrom('job_row').selectAll().where('job_id', '=', id).orderBy('n').execute()
  const rows = records.map((record) => jobRow(person, snapshot, record))
  return { job: summary, rows, revision: revisionOf([summary, rows]) }
}

async function summariesOf(person: Person, jobs: readonly JobRecord[]): Promise<JobSummary[]> {
  const { database, budget } = await getRuntime()
  const nowMs = Date.now()
  const tallies = await tallyOf(
    database.db,
    jobs.map(({ id }) => id),
    nowMs,
  )
  const none: Tally = { byStatus: [], lastMinute: 0, retryable: 0, undoable: 0, undone_by: null }
  const tokens = await tokensOf(database.db, person.id)
  return jobs.map((job) =>
    jobSummary({ person, tokens, nowMs, perMinute: budget.perMinute }, job, tallies.get(job.id) ?? none),
  )
}

function revisionOf(told: unknown): string {
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 22)
}
