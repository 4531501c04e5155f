import 'server-only'
import { mayDecide } from '#lib/rules/policy-rules.ts'
import { holdsIn } from '#lib/rules/holds.ts'
import { firstRefusal, impossible, notPermitted, yes } from '#lib/rules/verdict.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { ApprovalRule } from '#lib/schemas/policy.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import type { Maker } from './makers.ts'
import type { Requester } from './proposals.ts'

/** Who wants to decide; `subject` is what the identity provider calls them. */
export type Decider = { person: Person; subject: string }

export function requesterOf(proposal: Pick<ProposalRecord, 'requester'>): Requester {
  return JSON.parse(proposal.requester) as Requester
}

export function ruleOf(proposal: Pick<ProposalRecord, 'rule'>): ApprovalRule {
  return JSON.parse(proposal.rule) as ApprovalRule
}

/** Whether this person may approve or reject the proposal. Nobody decides what they, or their token, asked for. */
export function canDecide(decider: Decider, proposal: ProposalRecord, maker: Maker | null): Verdict {
  const { person } = decider
  const requester = requesterOf(proposal)
  return firstRefusal(
    () => holdsIn(person, 'proposals.decide', proposal.workspace_id),
    () =>
      person.via === 'browser'
        ? yes
        : notPermitted('people_decide', 'Only a person who is signed in can decide a proposal, not a token.'),
    () =>
      isSame(decider, requester) || (maker !== null && isSame(decider, maker))
        ? notPermitted('own_proposal', 'You proposed this yourself. Another person must decide.')
        : yes,
    () =>
      mayDecide(ruleOf(proposal), person.role)
        ? yes
        : notPermitted('approver_insufficient', 'The policy asks for a portal admin to decide this.'),
  )
}

/**
 * Two accounts of one human are one person: the same subject at another issuer counts, and so does the same address.
 * A wrong guess here only means that somebody else must decide.
 */
function isSame(decider: Decider, asked: { id: string; subject: string; email: string }): boolean {
  const { id, email } = decider.person
  return asked.id === id || asked.subject === decider.subject || (email !== '' && asked.email === email)
}

/** Whether it can still be decided at all. */
export function isOpen(proposal: Pick<ProposalRecord, 'status' | 'expires_ms'>, nowMs: number): Verdict {
  if (proposal.status === 'waiting' && proposal.expires_ms > nowMs) return yes
  if (proposal.status === 'waiting' || proposal.status === 'expired')
    return impossible('proposal_expired', 'This proposal has expired. Whoever needs the change can propose it again.')
  return impossible('proposal_decided', `This proposal is over (${proposal.status}); it cannot be decided again.`)
}

/** Whoever asked may take the question back, and so may whoever could decide it. */
export function canCancel(decider: Decider, proposal: ProposalRecord, maker: Maker | null): Verdict {
  const own = proposal.requester_id === decider.person.id || maker?.id === decider.person.id
  return own ? yes : canDecide(decider, proposal, maker)
}
