import 'server-only'
import { ApprovalRequiredError, AuditUnavailableError, RefusedError } from '#lib/server/actions/errors.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import { NotClaimedError } from '#lib/server/audit/append.ts'
import { newestOutcome } from '#lib/server/audit/newest-outcome.ts'
import { NamedError } from '#lib/server/named-error.ts'
import type { JobRowRecord } from '#lib/server/store/job-tables.ts'
import type { JobParts } from './job-parts.ts'
import { endRow, followOutcome, leaveToReconciler, mostAttempts, queueAgain } from './rows.ts'

type Claimed = { job_id: string; n: number; intent_id: string }

/** The job pauses: why, in words, and for how long at least, in milliseconds. */
export type Setback = { held_up: string; retry_after_ms: number | null }

/** What the row asks for is nothing that its action could do; another try would not change that. */
export class UnreadableRowError extends NamedError {
  static override readonly errorName = 'UnreadableRowError'
}

const gone = 'The object is not there any more.'
const unexpected = 'It could not be carried out, and nothing was sent. The log of the portal names the cause.'

/**
 * What a row is after its action threw: ended with the reason; queued again where nothing was sent; or left to the
 * reconciler where an intent stands without an outcome. Resolves to what makes the job pause, where something does.
 */
export async function afterFailure(
  parts: JobParts,
  claimed: Claimed,
  row: JobRowRecord,
  error: unknown,
): Promise<'went_on' | Setback> {
  const { db } = parts.database
  if (error instanceof NotClaimedError) return 'went_on'
  const end = async (status: 'refused' | 'failed' | 'proposed', problem: string, proposal_id?: string) => {
    await endRow(db, claimed, { status, problem, ...(proposal_id === undefined ? {} : { proposal_id }) }, Date.now())
    return 'went_on' as const
  }
  if (error instanceof UnreadableRowError) return end('failed', error.message)
  if (error instanceof RefusedError) return end('refused', error.verdict.reason)
  if (error instanceof ApprovalRequiredError) return end('proposed', error.message, error.proposalId)
  const pause = setbackOf(error)
  if (await isSent(parts, claimed)) return afterSending(parts, claimed, row.attempts + 1, pause)
  if (pause === null && error instanceof UpstreamError)
    return end('failed', error.status === 404 ? gone : error.message)
  if (pause === null) parts.log.error({ err: error, job: claimed.job_id, row: claimed.n }, 'a row of a job failed')
  if (pause === null && row.attempts + 1 >= mostAttempts) return end('failed', unexpected)
  await queueAgain(db, claimed, { unsent: true, free: pause !== null })
  return pause ?? { held_up: 'Something unexpected happened inside Steward. It tries again.', retry_after_ms: null }
}

const answerLost: Setback = {
  held_up: 'An answer of the Admin API was lost. Steward looks what became of it.',
  retry_after_ms: null,
}

/** The intent stands, so the audit log decides; where it does not know yet, the reconciler finds out. */
async function afterSending(
  { database: { db } }: JobParts,
  claimed: Claimed,
  attempts: number,
  pause: Setback | null,
): Promise<'went_on' | Setback> {
  const outcome = await newestOutcome(db, claimed.intent_id)
  if (outcome === null) {
    await leaveToReconciler(db, claimed)
    return pause ?? answerLost
  }
  if (outcome.result === 'failed' && pause !== null) await queueAgain(db, claimed, { unsent: false, free: true })
  else await followOutcome(db, claimed, outcome, attempts)
  return pause ?? 'went_on'
}

/** Null where it says nothing about upstream or ourselves as a whole, only about this row. */
export function setbackOf(error: unknown): Setback | null {
  if (error instanceof AuditUnavailableError) return { held_up: error.message, retry_after_ms: null }
  if (error instanceof UpstreamError) {
    const { retry_after_ms } = error.facts
    if (error.code === 'partly_applied') return null
    return error.outcome === 'refused' && error.status !== 401 ? null : { held_up: error.message, retry_after_ms }
  }
  // Refused for everybody at this moment (read-only, audit log in doubt): the door's own error, which this room cannot name.
  if (error instanceof Error && 'status' in error && error.status === 503)
    return { held_up: error.message, retry_after_ms: null }
  return null
}

async function isSent({ database }: JobParts, { job_id, n, intent_id }: Claimed): Promise<boolean> {
  const row = await database.db
    .selectFrom('job_row')
    .select('sent')
    .where('job_id', '=', job_id)
    .where('n', '=', n)
    .where('intent_id', '=', intent_id)
    .executeTakeFirst()
  return row?.sent === 1
}
