import 'server-only'
import { newestOutcome } from '#lib/server/audit/newest-outcome.ts'
import type { JobRowRecord } from '#lib/server/store/job-tables.ts'
import type { JobParts } from './job-parts.ts'
import { followOutcome, queueAgain } from './rows.ts'

type Running = Pick<JobRowRecord, 'job_id' | 'n' | 'sent' | 'instance' | 'attempts'> & { intent_id: string }

/**
 * Rows that were under way when their process died, or whose answer was lost. The audit log decides: without an intent
 * nothing was sent, and an outcome is the row's; an intent without one waits for the reconciler. Resolves to how many
 * wait. `current` is the row that this process carries out at this moment.
 */
export async function settleRunning(parts: JobParts, jobId: string, current: string | null): Promise<number> {
  const { db } = parts.database
  const rows = await db
    .selectFrom('job_row')
    .select(['job_id', 'n', 'sent', 'instance', 'attempts', 'intent_id'])
    .where('job_id', '=', jobId)
    .where('status', '=', 'running')
    .execute()
  let waiting = 0
  for (const { intent_id, ...row } of rows) {
    if (intent_id === null || intent_id === current || (await isUnderWay(parts, row.instance))) continue
    if (!(await settle(parts, { ...row, intent_id }))) waiting += 1
  }
  return waiting
}

/** The one row of this process is known to the caller; any other that bears its name is left over. */
async function isUnderWay({ instance }: JobParts, carrier: string | null): Promise<boolean> {
  return carrier !== null && carrier !== instance.id && (await instance.isAlive(carrier))
}

async function settle({ database: { db } }: JobParts, row: Running): Promise<boolean> {
  if (row.sent === 0) return queueAgain(db, row, { unsent: true, free: true })
  const outcome = await newestOutcome(db, row.intent_id)
  if (outcome === null) return false
  await followOutcome(db, row, outcome, row.attempts)
  return true
}

/** Rows whose proposal was decided meanwhile end as it did. */
export async function settleProposed(parts: JobParts, jobId: string): Promise<void> {
  const { db } = parts.database
  const decided = await db
    .selectFrom('job_row')
    .innerJoin('proposal', 'proposal.id', 'job_row.proposal_id')
    .select(['job_row.n', 'proposal.status', 'proposal.problem', 'proposal.comment', 'proposal.intent_id'])
    .where('job_row.job_id', '=', jobId)
    .where('job_row.status', '=', 'proposed')
    .where('proposal.status', 'not in', ['waiting', 'executing'])
    .execute()
  for (const { n, intent_id, ...proposal } of decided)
    await db
      .updateTable('job_row')
      .set({ ...endingOfProposal(proposal), intent_id, sent: intent_id === null ? 0 : 1, ended_ms: Date.now() })
      .where('job_id', '=', jobId)
      .where('n', '=', n)
      .where('status', '=', 'proposed')
      .execute()
}

const decisions: ReadonlyMap<string, string> = new Map([
  ['rejected', 'The second person rejected it.'],
  ['expired', 'Nobody decided the proposal in time.'],
])

function endingOfProposal({
  status,
  problem,
  comment,
}: {
  status: string
  problem: string | null
  comment: string | null
}) {
  if (status === 'done') return { status, problem: null }
  if (status === 'failed' || status === 'unknown') return { status, problem }
  if (status === 'cancelled') return { status, problem: comment ?? 'The proposal was cancelled.' }
  const words = decisions.get(status) ?? problem ?? `The proposal is over (${status}).`
  return { status: 'refused', problem: comment === null ? words : `${words} “${comment}”` }
}
