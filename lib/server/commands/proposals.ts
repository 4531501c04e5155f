import 'server-only'
import { z } from 'zod'
import { firstRefusal } from '#lib/rules/verdict.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import { carryOut } from '#lib/server/approvals/carry-out.ts'
import { canCancel, canDecide, isOpen, requesterOf } from '#lib/server/approvals/decide.ts'
import { makersOf } from '#lib/server/approvals/makers.ts'
import { claimDecision, findProposal } from '#lib/server/approvals/proposals.ts'
import type { Decision } from '#lib/server/approvals/proposals.ts'
import type { Approver } from '#lib/server/audit/record.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import { signedInNow } from '#lib/server/auth/person.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import type { Asked } from '#lib/server/http/command.ts'
import { Problem, notFound } from '#lib/server/http/problem.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import { seesProposal } from '#lib/server/approvals/sight.ts'

const input = z.strictObject({
  proposal_id: z.string().regex(/^proposal_[0-9a-f]{24}$/, { error: 'is not a proposal id' }),
  comment: z.string().trim().max(1000).optional(),
})

/** Says yes and carries it out at once. The answer tells how that ended. */
export const approveProposal = defineCommand({
  power: 'proposals.decide',
  stepUp: true,
  input,
  run: async (asked, { proposal_id, comment }) => {
    const { proposal, approver } = await decide(asked, proposal_id, 'executing', comment)
    const { runtime, request_id } = asked
    const parts = { ...runtime, requesterNow: (record: ProposalRecord) => requesterNow(asked, record) }
    const ending = await carryOut(parts, proposal, approver, request_id)
    return { type: 'proposal_decided', id: proposal_id, ...ending }
  },
})

export const rejectProposal = defineCommand({
  power: 'proposals.decide',
  input,
  run: async (asked, { proposal_id, comment }) => {
    await decide(asked, proposal_id, 'rejected', comment)
    return { type: 'proposal_decided', id: proposal_id, status: 'rejected', problem: null, intent_id: null }
  },
})

export const cancelProposal = defineCommand({
  power: 'proposals.read',
  input,
  run: async (asked, { proposal_id, comment }) => {
    await decide(asked, proposal_id, 'cancelled', comment)
    return { type: 'proposal_decided', id: proposal_id, status: 'cancelled', problem: null, intent_id: null }
  },
})

const words = { executing: 'approve', rejected: 'reject', cancelled: 'cancel' } as const

/** Asks the rules, claims the decision, and records it. Throws Problem; then nothing was decided. */
async function decide(
  asked: Asked,
  id: string,
  status: Decision['status'],
  comment: string | undefined,
): Promise<{ proposal: ProposalRecord; approver: Approver }> {
  const { runtime, signedIn } = asked
  const { db } = runtime.database
  const proposal = await findProposal(db, id)
  const makers = await makersOf(db, proposal === null ? [] : [proposal])
  if (proposal === null || !seesProposal(signedIn.person, proposal, makers)) throw notFound(id)
  const makerId = makers.get(proposal.requester_id) ?? null
  const ask = status === 'cancelled' ? canCancel : canDecide
  const verdict = firstRefusal(
    () => ask(signedIn, proposal, makerId),
    () => isOpen(proposal, Date.now()),
  )
  if (!verdict.allowed) throw await denied(asked, proposal, status, verdict)
  const { person, issuer, subject } = signedIn
  const name = person.email === '' ? person.name : person.email
  const approver = { id: person.id, name, role: person.role, issuer, subject }
  const decision = { status, decider: approver, comment: comment ?? null }
  if (!(await claimDecision(db, id, decision, runtime.instance.id, Date.now())))
    throw new Problem(409, 'proposal_decided', 'Somebody else decided this proposal, or it has just expired.')
  await runtime.audit.note(actorOf(runtime.env, signedIn), noteOf(asked, proposal, status, comment ?? null))
  return { proposal, approver }
}

async function denied(
  asked: Asked,
  proposal: ProposalRecord,
  status: Decision['status'],
  verdict: Extract<Verdict, { allowed: false }>,
): Promise<Problem> {
  const { runtime, signedIn } = asked
  await runtime.audit.deny(actorOf(runtime.env, signedIn), noteOf(asked, proposal, status, null), verdict.reason)
  return new Problem(verdict.kind === 'impossible' ? 409 : 403, verdict.code, verdict.reason)
}

function noteOf({ request_id }: Asked, proposal: ProposalRecord, status: Decision['status'], comment: string | null) {
  return {
    request_id,
    action: `proposal.${words[status]}`,
    summary: `${words[status].charAt(0).toUpperCase()}${words[status].slice(1)}: ${proposal.summary}`,
    target_kind: 'proposal',
    target_id: proposal.id,
    workspace_id: proposal.workspace_id,
    params: { action: proposal.action, params: JSON.parse(proposal.params) as unknown },
    reason: comment,
    before: null,
    proposal_id: proposal.id,
  }
}

/** The one who proposed, with the rights they have at this moment. */
function requesterNow({ runtime }: Asked, proposal: ProposalRecord): Promise<SignedIn | null> {
  const { id, token_id } = requesterOf(proposal)
  return signedInNow(runtime, token_id === null ? { person_id: id } : { token_id }, 'approval')
}
