import 'server-only'
import type { Logger } from 'pino'
import { impossible, yes } from '#lib/rules/verdict.ts'
import { withAction } from '#lib/server/actions/catalogue.ts'
import { RefusedError } from '#lib/server/actions/errors.ts'
import type { Performance, Performed } from '#lib/server/actions/perform.ts'
import type { Action } from '#lib/server/actions/define.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import { newestOutcome } from '#lib/server/audit/newest-outcome.ts'
import type { Approver } from '#lib/server/audit/record.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import { sha256OfCanonical } from '#lib/server/store/event-hash.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import { actionHash, endProposal } from './proposals.ts'
import type { Ending } from './proposals.ts'

export type PerformAs = <I, B, R, O>(
  action: Action<I, B, R, O>,
  input: I,
  signedIn: SignedIn,
  performance: Omit<Performance, 'actor'>,
) => Promise<Performed<R>>

export type CarryOutParts = {
  database: Database
  perform: PerformAs
  log: Pick<Logger, 'error'>
  /** The one who proposed, with the rights they have now; null when they are gone or their token is. */
  requesterNow: (proposal: ProposalRecord) => Promise<SignedIn | null>
}

/** `recorded` is false when the ending has no event in the audit log yet. */
export type CarriedOut = Ending & { recorded: boolean }

/**
 * Carries out a proposal that this process has claimed: the very action that was proposed, as the one who proposed it,
 * with every rule asked anew. Throws only what the database throws; what became of the change is the ending.
 */
export async function carryOut(
  parts: CarryOutParts,
  proposal: ProposalRecord,
  approver: Approver,
  request_id: string,
): Promise<CarriedOut> {
  const carriedOut = await attempt(parts, proposal, approver, request_id)
  await endProposal(parts.database.db, proposal.id, carriedOut, { unlessEnded: false })
  return carriedOut
}

async function attempt(
  parts: CarryOutParts,
  proposal: ProposalRecord,
  approver: Approver,
  request_id: string,
): Promise<CarriedOut> {
  const { db } = parts.database
  const params: unknown = JSON.parse(proposal.params)
  if (actionHash({ ...proposal, params }) !== proposal.action_hash)
    return unsent('refused', 'The proposal is not the one that was made: its content was altered.')
  const requester = await parts.requesterNow(proposal)
  if (requester === null) return unsent('refused', 'Whoever proposed this has no access any more.')
  const undoes = await undoesOf(db, proposal.id)
  try {
    const running = withAction(proposal.action, (action) =>
      parts.perform(action, action.input.parse(params), requester, {
        request_id,
        reason: proposal.reason,
        fresh: true,
        expects: (object) => (sha256OfCanonical(object) === proposal.object_hash ? yes : stale),
        approval: { proposal_id: proposal.id, approver },
        ...(undoes === null ? {} : { undoes }),
      }),
    )
    if (running === null) return unsent('refused', `This version of Steward knows no action ${proposal.action}.`)
    await running
    return { status: 'done', problem: null, intent_id: await intentOf(db, proposal.id), recorded: true }
  } catch (error) {
    return endingOf(parts, proposal, error)
  }
}

const stale = impossible('stale', 'The object has changed since this was proposed. Look at it and propose it again.')
const unexpected = 'It could not be carried out, and nothing was sent. The log of the portal names the cause.'
const delayed =
  'It was sent, but its outcome is not recorded yet. Steward looks again within two minutes; do not repeat it.'

function unsent(status: Ending['status'], problem: string): CarriedOut {
  return { status, problem, intent_id: null, recorded: false }
}

async function endingOf(parts: CarryOutParts, proposal: ProposalRecord, error: unknown): Promise<CarriedOut> {
  if (error instanceof RefusedError) {
    const status = error.verdict.code === stale.code ? 'stale' : 'refused'
    return { ...unsent(status, error.verdict.reason), recorded: true }
  }
  const { db } = parts.database
  const intent_id = await intentOf(db, proposal.id)
  const told = { intent_id, recorded: intent_id !== null }
  if (!(error instanceof UpstreamError)) parts.log.error({ err: error, proposal: proposal.id }, 'approval failed')
  const outcome = intent_id === null ? null : await outcomeOf(db, intent_id)
  // The intent stands, so something may have been sent: the reconciler finds out, and the proposal waits for it.
  if (intent_id !== null && outcome === null) return { ...told, status: 'executing', problem: delayed }
  // The log knows how it ended, whatever went wrong after that.
  if (outcome !== null && !(error instanceof UpstreamError)) return { ...told, ...endingBy(outcome) }
  if (!(error instanceof UpstreamError)) return { ...told, status: 'failed', problem: unexpected }
  if (error.status === 404) return { ...told, status: 'stale', problem: 'The object is not there any more.' }
  return { ...told, status: error.outcome === 'unknown' ? 'unknown' : 'failed', problem: error.message }
}

/** How a proposal ends when its action ended so. */
export function endingBy(outcome: {
  result: string | null
  problem: string | null
}): Pick<Ending, 'status' | 'problem'> {
  const { result, problem } = outcome
  return { status: result === 'succeeded' ? 'done' : result === 'unknown' ? 'unknown' : 'failed', problem }
}

/** The intent of the action that a proposal led to; null when nothing was sent for it. */
export async function intentOf(db: Queryable, proposalId: string): Promise<string | null> {
  const intent = await db
    .selectFrom('audit_event')
    .select('id')
    .where('proposal_id', '=', proposalId)
    .where('kind', '=', 'intent')
    .executeTakeFirst()
  return intent?.id ?? null
}

export async function outcomeOf(
  db: Queryable,
  intentId: string,
): Promise<{ result: string | null; problem: string | null } | null> {
  return newestOutcome(db, intentId)
}

/** The action that the proposed one takes back, as noted when it was proposed. */
async function undoesOf(db: Queryable, proposalId: string): Promise<string | null> {
  const noted = await db
    .selectFrom('audit_event')
    .select('undoes')
    .where('proposal_id', '=', proposalId)
    .where('action', '=', 'proposal.create')
    .executeTakeFirst()
  return noted?.undoes ?? null
}
