import 'server-only'
import { z } from 'zod'
import { firstRefusal } from '#lib/rules/verdict.ts'
import type { Refusal } from '#lib/rules/verdict.ts'
import { StepUpRequiredError } from '#lib/server/actions/errors.ts'
import { carryOut } from '#lib/server/approvals/carry-out.ts'
import { canCancel, canDecide, isOpen, requesterOf } from '#lib/server/approvals/decide.ts'
import { makersOf } from '#lib/server/approvals/makers.ts'
import { deciderOf, proposalNote } from '#lib/server/approvals/notes.ts'
import { claimDecision, findProposal, unavailable } from '#lib/server/approvals/proposals.ts'
import type { Decision } from '#lib/server/approvals/proposals.ts'
import type { Approver } from '#lib/server/audit/record.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import { signedInNow } from '#lib/server/auth/person.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import type { Asked } from '#lib/server/http/command.ts'
import { Problem, notFound } from '#lib/server/http/problem.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import { seesProposal } from '#lib/server/approvals/sight.ts'

const input = z.strictObject({
  proposal_id: z.string().regex(/^proposal_[0-9a-f]{24}$/, { error: 'is not a proposal id' }),
  comment: z.string().trim().max(1000).optional(),
})

/** Says yes and carries it out at once. The answer tells how that ended. */
export const approveProposal = defineCommand({
  // Who may only read is told no by `canDecide`, so that the attempt is recorded.
  power: 'proposals.read',
  input,
  run: async (asked, { proposal_id, comment = null }) => {
    const { runtime, request_id } = asked
    // Two may try at once, and the one who comes too late must not unmark the other's.
    const mark = `${proposal_id} ${request_id}`
    runtime.inFlight.add(mark)
    try {
      const { proposal, approver } = await decide(asked, proposal_id, 'executing', comment)
      const parts = { ...runtime, requesterNow: (record: ProposalRecord) => requesterNow(asked, record) }
      const { recorded, ...ending } = await carryOut(parts, proposal, approver, request_id)
      if (!recorded) await noteFailure(asked, proposal, ending.problem ?? '')
      return { type: 'proposal_decided', id: proposal_id, ...ending }
    } finally {
      runtime.inFlight.delete(mark)
    }
  },
})

export const rejectProposal = defineCommand({
  power: 'proposals.read',
  input,
  run: async (asked, { proposal_id, comment = null }) => {
    await decide(asked, proposal_id, 'rejected', comment)
    return { type: 'proposal_decided', id: proposal_id, status: 'rejected', problem: null, intent_id: null }
  },
})

export const cancelProposal = defineCommand({
  power: 'proposals.read',
  input,
  run: async (asked, { proposal_id, comment = null }) => {
    await decide(asked, proposal_id, 'cancelled', comment)
    return { type: 'proposal_decided', id: proposal_id, status: 'cancelled', problem: null, intent_id: null }
  },
})

const acts = { executing: 'approve', rejected: 'reject', cancelled: 'cancel' } as const

/**
 * Asks the rules, then claims and records the decision, both or neither. Throws Problem, StepUpRequiredError or
 * AuditUnavailableError; then nothing was decided.
 */
async function decide(
  asked: Asked,
  id: string,
  status: Decision['status'],
  comment: string | null,
): Promise<{ proposal: ProposalRecord; approver: Approver }> {
  const { runtime, signedIn, request_id } = asked
  const { db } = runtime.database
  const { proposal, maker } = await findInSight(asked, id)
  const ask = status === 'cancelled' ? canCancel : canDecide
  const verdict = firstRefusal(
    () => ask(signedIn, proposal, maker),
    () => isOpen(proposal, Date.now()),
  )
  if (!verdict.allowed) throw await denied(asked, proposal, status, verdict)
  if (status === 'executing') refuseForNow(asked)
  const approver = deciderOf(signedIn)
  const decision = { status, decider: approver, comment }
  const note = proposalNote(proposal, acts[status], { request_id, reason: comment })
  const claim = (trx: Queryable) => claimDecision(trx, id, decision, runtime.instance.id, Date.now())
  const claimed = await runtime.audit.noteWith(actorOf(runtime.env, signedIn), note, claim).catch(unavailable)
  if (claimed) return { proposal, approver }
  const now = isOpen((await findProposal(db, id)) ?? proposal, Date.now())
  throw new Problem(409, 'proposal_decided', now.allowed ? 'Somebody else decided this proposal.' : now.reason)
}

async function findInSight({ runtime, signedIn }: Asked, id: string) {
  const { db } = runtime.database
  const proposal = await findProposal(db, id)
  const makers = await makersOf(db, proposal === null ? [] : [proposal])
  if (proposal === null || !seesProposal(signedIn.person, proposal, makers)) throw notFound(id)
  return { proposal, maker: makers.get(proposal.requester_id) ?? null }
}

/** What stands in the way of an approval only at this moment must not use the proposal up. */
function refuseForNow({ runtime, signedIn }: Asked): void {
  if (!runtime.isFresh(signedIn)) throw new StepUpRequiredError()
  const { problem, readOnly } = runtime.health()
  if (readOnly) throw new Problem(503, 'read_only', problem ?? 'Steward is read-only at the moment.')
}

async function denied(
  { runtime, signedIn, request_id }: Asked,
  proposal: ProposalRecord,
  status: Decision['status'],
  verdict: Refusal,
): Promise<Problem> {
  const note = proposalNote(proposal, acts[status], { request_id })
  await runtime.audit.deny(actorOf(runtime.env, signedIn), note, verdict.reason)
  return new Problem(verdict.kind === 'impossible' ? 409 : 403, verdict.code, verdict.reason)
}

async function noteFailure({ runtime, signedIn, request_id }: Asked, proposal: ProposalRecord, problem: string) {
  await runtime.audit.deny(actorOf(runtime.env, signedIn), proposalNote(proposal, 'fail', { request_id }), problem)
}

/** The one who proposed, with the rights they have at this moment. */
function requesterNow({ runtime }: Asked, proposal: ProposalRecord): Promise<SignedIn | null> {
  const { id, token_id } = requesterOf(proposal)
  return signedInNow(runtime, token_id === null ? { person_id: id } : { token_id }, 'approval')
}
