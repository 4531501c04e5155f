import 'server-only'
import type { Queryable } from '#lib/server/store/database.ts'
import type { JobRowRecord } from '#lib/server/store/job-tables.ts'
import { mayBeRetried, openStatuses } from './status.ts'

/**
 * Cancels what has not begun, at once. The job itself ends with the row under way. False when it is over already, or
 * being cancelled.
 */
export async function cancelRows(trx: Queryable, jobId: string, nowMs: number): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('job')
    .set({ status: 'cancelling', held_up: null, resume_ms: 0 })
    .where('id', '=', jobId)
    .where('status', 'in', ['running', 'waiting'])
    .executeTakeFirstOrThrow()
  if (numUpdatedRows === 0n) return false
  await cancelOpenRows(trx, jobId, nowMs)
  const left = await trx
    .selectFrom('job_row')
    .select('n')
    .where('job_id', '=', jobId)
    .where('status', 'in', ['running', 'proposed'])
    .limit(1)
    .executeTakeFirst()
  if (left === undefined)
    await trx.updateTable('job').set({ status: 'cancelled', ended_ms: nowMs }).where('id', '=', jobId).execute()
  return true
}

/** What has not begun. A row that still bears an intent was never looked for: it stays unknown, so that Retry does so. */
export async function cancelOpenRows(db: Queryable, jobId: string, nowMs: number): Promise<void> {
  const open = () =>
    db.updateTable('job_row').where('job_id', '=', jobId).where('status', 'in', ['queued', 'scheduled'])
  await open().set({ status: 'cancelled', ended_ms: nowMs }).where('intent_id', 'is', null).execute()
  await open().set({ status: 'unknown', ended_ms: nowMs, problem: neverLookedFor }).execute()
}

const neverLookedFor = 'What became of it was not found out. Trying it again looks for it first.'

/** Over, unless something has its turn again by now: a retry may have come in between. */
export async function endJob(db: Queryable, jobId: string, nowMs: number): Promise<void> {
  await db
    .updateTable('job')
    .set({ status: 'done', ended_ms: nowMs, held_up: null, setbacks: 0, resume_ms: 0 })
    .where('id', '=', jobId)
    .where('status', 'in', ['running', 'waiting'])
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('job_row').select('n').where('job_id', '=', jobId).where('status', 'in', openStatuses)),
      ),
    )
    .execute()
}

export function rowsToRetry(db: Queryable, jobId: string): Promise<Pick<JobRowRecord, 'action' | 'params'>[]> {
  return db.selectFrom('job_row').select(['action', 'params']).where('job_id', '=', jobId).where(mayBeRetried).execute()
}

/**
 * The same rows again, and the job goes on. A row whose outcome is unknown keeps its intent: it is looked for before it
 * is sent again. Resolves to how many there are.
 */
export async function retryRows(trx: Queryable, jobId: string): Promise<number> {
  const again = { problem: null, ended_ms: null, proposal_id: null, instance: null }
  const retryable = () => trx.updateTable('job_row').where('job_id', '=', jobId).where(mayBeRetried)
  // A row that was skipped or cancelled still bears one only where it was never looked for.
  await retryable().where('status', 'in', ['failed', 'refused']).set({ intent_id: null, sent: 0 }).execute()
  const waits = await retryable()
    .set({ ...again, status: 'scheduled' })
    .where((eb) =>
      eb.or([
        eb('after_n', 'is not', null),
        eb('not_before_ms', 'is not', null),
        eb.and([eb('when_member', 'is not', null), eb('target_id', 'is', null)]),
      ]),
    )
    .executeTakeFirstOrThrow()
  const goes = await retryable()
    .set({ ...again, status: 'queued' })
    .executeTakeFirstOrThrow()
  const count = Number(waits.numUpdatedRows + goes.numUpdatedRows)
  if (count > 0)
    await trx
      .updateTable('job')
      .set({ status: 'running', ended_ms: null, held_up: null, resume_ms: 0, setbacks: 0 })
      .where('id', '=', jobId)
      .where('status', '<>', 'cancelling')
      .execute()
  return count
}
