import 'server-only'
import { mayDecide } from '#lib/rules/policy-rules.ts'
import { holdsIn } from '#lib/rules/holds.ts'
import { firstRefusal, impossible, notPermitted, yes } from '#lib/rules/verdict.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { ApprovalRule } from '#lib/schemas/policy.ts'
import type { Requester } from './proposals.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'

/** A second person is one with another issuer and subject; `makerId` is the person behind a token that proposed. */
export type Decider = { person: Person; issuer: string; subject: string }

export function requesterOf(proposal: Pick<ProposalRecord, 'requester'>): Requester {
  return JSON.parse(proposal.requester) as Requester
}

export function ruleOf(proposal: Pick<ProposalRecord, 'rule'>): ApprovalRule {
  return JSON.parse(proposal.rule) as ApprovalRule
}

/** Whether this person may approve or reject the proposal. Nobody decides what they, or their token, asked for. */
export function canDecide(decider: Decider, proposal: ProposalRecord, makerId: string | null): Verdict {
  const { person } = decider
  const requester = requesterOf(proposal)
  return firstRefusal(
    () => holdsIn(person, 'proposals.decide', proposal.workspace_id),
    () =>
      person.via === 'browser'
        ? yes
        : notPermitted('people_decide', 'Only a person who is signed in can decide a proposal, not a token.'),
    () =>
      (requester.issuer === decider.issuer && requester.subject === decider.subject) || makerId === person.id
        ? notPermitted('own_proposal', 'You proposed this yourself. Another person must decide.')
        : yes,
    () =>
      mayDecide(ruleOf(proposal), person.role)
        ? yes
        : notPermitted('approver_insufficient', 'The policy asks for a portal admin to decide this.'),
  )
}

/** Whether it can still be decided at all. */
export function isOpen(proposal: Pick<ProposalRecord, 'status' | 'expires_ms'>, nowMs: number): Verdict {
  if (proposal.status !== 'waiting')
    return impossible('proposal_decided', `This proposal is ${proposal.status} already; it cannot be decided again.`)
  return proposal.expires_ms > nowMs ? yes : impossible('proposal_expired', 'This proposal has expired.')
}

/** Whoever asked may take the question back, and so may whoever could decide it. */
export function canCancel(decider: Decider, proposal: ProposalRecord, makerId: string | null): Verdict {
  const requester = requesterOf(proposal)
  const own = requester.id === decider.person.id || makerId === decider.person.id
  return own ? yes : canDecide(decider, proposal, makerId)
}
