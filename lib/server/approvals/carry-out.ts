import 'server-only'
import { impossible, yes } from '#lib/rules/verdict.ts'
import { withAction } from '#lib/server/actions/catalogue.ts'
import { RefusedError } from '#lib/server/actions/errors.ts'
import type { Performance, Performed } from '#lib/server/actions/perform.ts'
import type { Action } from '#lib/server/actions/define.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import type { Approver } from '#lib/server/audit/record.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import type { Database } from '#lib/server/store/database.ts'
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
  /** The one who proposed, with the rights they have now; null when they are gone or their token is. */
  requesterNow: (proposal: ProposalRecord) => Promise<SignedIn | null>
}

/**
 * Carries out a proposal that this process has claimed: the very action that was proposed, as the one who proposed it,
 * with every rule asked anew. Never throws for what the world did; the ending says it.
 */
export async function carryOut(
  parts: CarryOutParts,
  proposal: ProposalRecord,
  approver: Approver,
  request_id: string,
): Promise<Ending> {
  const ending = await attempt(parts, proposal, approver, request_id)
  await endProposal(parts.database.db, proposal.id, ending)
  return ending
}

async function attempt(
  parts: CarryOutParts,
  proposal: ProposalRecord,
  approver: Approver,
  request_id: string,
): Promise<Ending> {
  const params: unknown = JSON.parse(proposal.params)
  if (actionHash({ action: proposal.action, target_id: proposal.target_id, params }) !== proposal.action_hash)
    return ended('refused', 'The proposal is not the one that was made: its content was altered.')
  const requester = await parts.requesterNow(proposal)
  if (requester === null) return ended('refused', 'Whoever proposed this has no access any more.')
  try {
    const running = withAction(proposal.action, (action) =>
      parts.perform(action, action.input.parse(params), requester, {
        request_id,
        reason: proposal.reason,
        fresh: true,
        expects: (object) => (sha256OfCanonical(object) === proposal.object_hash ? yes : stale),
        approval: { proposal_id: proposal.id, approver },
      }),
    )
    if (running === null) return ended('refused', `This version of Steward knows no action ${proposal.action}.`)
    await running
    return { status: 'done', problem: null, intent_id: await intentOf(parts.database, proposal.id) }
  } catch (error) {
    return { ...endingOf(error), intent_id: await intentOf(parts.database, proposal.id) }
  }
}

const stale = impossible('stale', 'The object has changed since this was proposed. Look at it and propose it again.')

function ended(status: string, problem: string): Ending {
  return { status, problem, intent_id: null }
}

function endingOf(error: unknown): Ending {
  if (error instanceof RefusedError) {
    const status = error.verdict.code === stale.code ? 'stale' : 'refused'
    return ended(status, error.verdict.reason)
  }
  if (error instanceof UpstreamError) {
    if (error.status === 404) return ended('stale', 'The object is not there any more.')
    return ended(error.outcome === 'unknown' ? 'unknown' : 'failed', error.message)
  }
  return ended('failed', 'It could not be carried out; the log of the portal names the cause.')
}

async function intentOf(database: Database, proposalId: string): Promise<string | null> {
  const intent = await database.db
    .selectFrom('audit_event')
    .select('id')
    .where('proposal_id', '=', proposalId)
    .where('kind', '=', 'intent')
    .executeTakeFirst()
  return intent?.id ?? null
}

/** Proposals whose process died while it carried them out: their action's outcome is theirs, once it is known. */
export async function endOrphans(database: Database, isAlive: (instance: string) => Promise<boolean>): Promise<void> {
  const claimed = await database.db.selectFrom('proposal').selectAll().where('status', '=', 'executing').execute()
  for (const proposal of claimed) {
    if (proposal.instance !== null && (await isAlive(proposal.instance))) continue
    const intent_id = await intentOf(database, proposal.id)
    if (intent_id === null) {
      const problem = 'The process ended before anything was sent. Nothing was changed; propose it again.'
      await endProposal(database.db, proposal.id, { status: 'failed', problem, intent_id })
      continue
    }
    const outcome = await database.db
      .selectFrom('audit_event')
      .select(['result', 'problem'])
      .where('intent_id', '=', intent_id)
      .executeTakeFirst()
    if (outcome === undefined) continue
    const status = outcome.result === 'succeeded' ? 'done' : outcome.result === 'unknown' ? 'unknown' : 'failed'
    await endProposal(database.db, proposal.id, { status, problem: outcome.problem, intent_id })
  }
}
