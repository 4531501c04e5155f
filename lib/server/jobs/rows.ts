import 'server-only'
import type { ExpressionBuilder } from 'kysely'
import type { JobRowStatus } from '#lib/schemas/jobs.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { JobRowRecord } from '#lib/server/store/job-tables.ts'
import type { Schema } from '#lib/server/store/schema.ts'

/** What becomes of the rows of jobs, each step one statement that does nothing when another process was faster. */

type Place = Pick<JobRowRecord, 'job_id' | 'n'>
type Claimed = Place & { intent_id: string }

/** Takes a row for this process, as long as it holds the lease and the job goes on. False: it is not to be done now. */
export async function claimRow(
  db: Queryable,
  { job_id, n, intent_id }: Claimed,
  { instance, lease, nowMs }: { instance: string; lease: string; nowMs: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('job_row')
    .set((eb) => ({ status: 'running', intent_id, sent: 0, instance, problem: null, attempts: eb('attempts', '+', 1) }))
    .where('job_id', '=', job_id)
    .where('n', '=', n)
    .where('status', '=', 'queued')
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('lease')
          .select('name')
          .where('name', '=', lease)
          .where('holder', '=', instance)
          .where('expires_ms', '>', nowMs),
      ),
    )
    .where((eb) =>
      eb.exists(eb.selectFrom('job').select('id').where('id', '=', job_id).where('status', '=', 'running')),
    )
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** In the transaction that commits the intent: from here on the audit log decides what became of the row. */
export async function markSent(trx: Queryable, claimed: Claimed): Promise<boolean> {
  const update = trx.updateTable('job_row').set({ sent: 1 }).where('sent', '=', 0).where(claimedBy(claimed))
  return isOne(await update.executeTakeFirstOrThrow())
}

export type RowEnding = {
  status: Extract<JobRowStatus, 'done' | 'proposed' | 'failed' | 'refused' | 'unknown'>
  problem: string | null
  proposal_id?: string
}

export async function endRow(db: Queryable, claimed: Claimed, ending: RowEnding, nowMs: number): Promise<boolean> {
  const { status, problem, proposal_id } = ending
  const ended_ms = status === 'proposed' ? null : nowMs
  const told = { status, problem, ended_ms, instance: null, ...(proposal_id === undefined ? {} : { proposal_id }) }
  return isOne(await db.updateTable('job_row').set(told).where(claimedBy(claimed)).executeTakeFirstOrThrow())
}

/** How a row ends whose action ended so. */
export function endingBy({ result, problem }: { result: string | null; problem: string | null }): RowEnding {
  if (result === 'succeeded') return { status: 'done', problem: null }
  if (result === 'unknown') return { status: 'unknown', problem }
  return { status: result === 'refused' ? 'refused' : 'failed', problem }
}

/** Upstream that answers with nothing but faults is not tried for ever. */
export const mostAttempts = 5

/** The audit log knows how the row's action ended: what was not applied has its turn again, anything else is its end. */
export async function followOutcome(
  db: Queryable,
  claimed: Claimed,
  outcome: { result: string | null; problem: string | null },
  attempts: number,
): Promise<void> {
  if (outcome.result === 'not_applied' && attempts < mostAttempts)
    await queueAgain(db, claimed, { unsent: false, free: false })
  else await endRow(db, claimed, endingBy(outcome), Date.now())
}

/**
 * Nothing was changed: it has its turn again. `unsent` only where it is certain that no intent stands; `free`: the row
 * itself was not to blame, so the try does not count.
 */
export async function queueAgain(
  db: Queryable,
  claimed: Claimed,
  { unsent, free }: { unsent: boolean; free: boolean },
): Promise<boolean> {
  const update = db
    .updateTable('job_row')
    .set((eb) => ({
      status: 'queued',
      intent_id: null,
      sent: 0,
      instance: null,
      attempts: free ? eb('attempts', '-', 1) : eb.ref('attempts'),
    }))
    .where(claimedBy(claimed))
  return isOne(await (unsent ? update.where('sent', '=', 0) : update).executeTakeFirstOrThrow())
}

/** Its intent stands and nobody knows yet what became of it: the reconciler finds out. */
export async function leaveToReconciler(db: Queryable, claimed: Claimed): Promise<void> {
  await db.updateTable('job_row').set({ instance: null }).where(claimedBy(claimed)).execute()
}

/** The row as this process, or a dead one before it, has claimed it. */
function claimedBy({ job_id, n, intent_id }: Claimed) {
  return (eb: ExpressionBuilder<Schema, 'job_row'>) => eb.and({ job_id, n, intent_id, status: 'running' })
}

function isOne({ numUpdatedRows }: { numUpdatedRows: bigint }): boolean {
  return numUpdatedRows === 1n
}
