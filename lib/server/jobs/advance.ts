import 'server-only'
import { sql } from 'kysely'
import type { JobStatus } from '#lib/schemas/jobs.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { JobRecord, JobRowRecord } from '#lib/server/store/job-tables.ts'
import { portalActor } from '#lib/server/audit/portal-actor.ts'
import { newRequestId } from '#lib/server/request-id.ts'
import { callsFor } from './calls.ts'
import { cancelOpenRows, endJob } from './control.ts'
import type { JobParts } from './job-parts.ts'
import { promote } from './promote.ts'
import { runRow } from './run-row.ts'
import type { RowRun } from './run-row.ts'
import { settleProposed, settleRunning } from './settle.ts'
import { openStatuses } from './status.ts'
import { withdrawProposals } from './withdraw.ts'

/** When each job was last looked through for rows that wait for something; when an address was last asked for. */
export type Looked = Map<string, number>

const lookEveryMs = 1_000
const reconcileEveryMs = 10_000
const shortestPauseMs = 1_000
const longestPauseMs = 60_000
/** Shorter waits for the quota are the ordinary course of a job. */
const tellWaitFromMs = 3_000

/** One step of one job: at most one row. Resolves to how long nothing of it needs to be done, in milliseconds. */
export async function advance(parts: JobParts, job: JobRecord, looked: Looked): Promise<number> {
  const { db } = parts.database
  const now = Date.now()
  const first = await firstQueued(db, job.id)
  if (first === null || now - (looked.get(job.id) ?? 0) >= lookEveryMs) {
    looked.set(job.id, now)
    await lookThrough(parts, job, looked)
  }
  if (job.status === 'cancelling') return endCancelled(db, job)
  if (job.resume_ms > now) return job.resume_ms - now
  const standstill = parts.standstill()
  if (standstill !== null && first !== null) return holdUp(db, job, { held_up: standstill, retry_after_ms: 5_000 })
  const row = first ?? (await firstQueued(db, job.id))
  if (row === null) return rest(db, job)
  const wait = await parts.budget.roomFor('job', callsFor(row.action))
  if (wait > 0) return waitForQuota(db, job, wait)
  if (job.status !== 'running' || job.started_ms === null) await begin(db, job, now)
  return afterRow(db, job, await runRow(parts, job, row))
}

async function lookThrough(parts: JobParts, job: JobRecord, looked: Looked): Promise<void> {
  const waiting = await settleRunning(parts, job.id, null)
  await settleProposed(parts, job.id)
  if (job.status !== 'cancelling') await promote(parts, job, Date.now(), looked)
  else await withdrawProposals(parts, job.id, { actor: portalActor, request_id: newRequestId() })
  if (waiting === 0 || Date.now() - (looked.get('reconciled') ?? 0) < reconcileEveryMs) return
  looked.set('reconciled', Date.now())
  await parts.reconcile()
}

async function firstQueued(db: Queryable, jobId: string): Promise<JobRowRecord | null> {
  const row = await db
    .selectFrom('job_row')
    .selectAll()
    .where('job_id', '=', jobId)
    .where('status', '=', 'queued')
    .orderBy('n')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

async function begin(db: Queryable, job: JobRecord, nowMs: number): Promise<void> {
  await db
    .updateTable('job')
    .set({ status: 'running', started_ms: sql`coalesce(started_ms, ${nowMs})` })
    .where('id', '=', job.id)
    .where('status', 'in', ['running', 'waiting'])
    .execute()
}

async function afterRow(db: Queryable, job: JobRecord, run: RowRun): Promise<number> {
  if (run !== 'went_on') return holdUp(db, job, run)
  if (job.held_up !== null || job.setbacks > 0)
    await db.updateTable('job').set({ held_up: null, resume_ms: 0, setbacks: 0 }).where('id', '=', job.id).execute()
  return 0
}

type Held = { held_up: string; retry_after_ms: number | null }

async function holdUp(db: Queryable, job: JobRecord, { held_up, retry_after_ms }: Held): Promise<number> {
  const setbacks = job.setbacks + 1
  const wanted = retry_after_ms ?? 1_000 * 2 ** Math.min(setbacks - 1, 6)
  const pause = Math.min(longestPauseMs, Math.max(shortestPauseMs, wanted))
  const resume_ms = Date.now() + pause
  await db.updateTable('job').set({ held_up, resume_ms, setbacks }).where('id', '=', job.id).execute()
  return pause
}

async function waitForQuota(db: Queryable, job: JobRecord, wait: number): Promise<number> {
  if (wait < tellWaitFromMs || job.held_up !== null) return wait
  const held_up = 'The jobs’ share of the organization’s quota for this minute is used up. It goes on by itself.'
  await db.updateTable('job').set({ held_up }).where('id', '=', job.id).execute()
  return wait
}

const restMs = 2_000

/** No row has its turn: the job waits for something, or is over. */
async function rest(db: Queryable, job: JobRecord): Promise<number> {
  const left = await countLeft(db, job.id)
  const status: JobStatus = left.running > 0 ? 'running' : left.waiting > 0 ? 'waiting' : 'done'
  if (status === job.status && job.held_up === null) return restMs
  if (status === 'done') {
    await endJob(db, job.id, Date.now())
    return restMs
  }
  await db
    .updateTable('job')
    .set({ status, held_up: null, setbacks: 0, resume_ms: 0 })
    .where('id', '=', job.id)
    .where('status', 'in', ['running', 'waiting'])
    .execute()
  return restMs
}

/** For what was under way when it was cancelled: it may have got its turn again, or have become a proposal, since. */
async function endCancelled(db: Queryable, job: JobRecord): Promise<number> {
  await cancelOpenRows(db, job.id, Date.now())
  const { running, waiting } = await countLeft(db, job.id)
  if (running + waiting > 0) return restMs
  await db
    .updateTable('job')
    .set({ status: 'cancelled', ended_ms: Date.now(), held_up: null })
    .where('id', '=', job.id)
    .where('status', '=', 'cancelling')
    .execute()
  return restMs
}

async function countLeft(db: Queryable, jobId: string): Promise<{ running: number; waiting: number }> {
  const rows = await db
    .selectFrom('job_row')
    .select((eb) => ['status', eb.fn.countAll().as('count')])
    .where('job_id', '=', jobId)
    .where('status', 'in', openStatuses)
    .groupBy('status')
    .execute()
  const count = (...statuses: string[]) =>
    rows.filter(({ status }) => statuses.includes(status)).reduce((sum, row) => sum + Number(row.count), 0)
  return { running: count('queued', 'running'), waiting: count('scheduled', 'proposed') }
}
