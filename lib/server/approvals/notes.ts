import 'server-only'
import type { Approver, Intent } from '#lib/server/audit/record.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'

const acts = {
  create: 'Propose',
  approve: 'Approve',
  reject: 'Reject',
  cancel: 'Cancel',
  expire: 'Expired',
  fail: 'Not carried out',
} as const
export type ProposalAct = keyof typeof acts

type Noted = Pick<ProposalRecord, 'id' | 'action' | 'summary' | 'workspace_id' | 'params'>

/** What the audit log keeps when something becomes of a proposal. `reason` is the comment of whoever decided. */
export function proposalNote(
  proposal: Noted,
  act: ProposalAct,
  { request_id, reason = null, more = {} }: { request_id: string; reason?: string | null; more?: object },
): Intent {
  return {
    request_id,
    action: `proposal.${act}`,
    summary: `${acts[act]}: ${proposal.summary}`,
    target_kind: 'proposal',
    target_id: proposal.id,
    workspace_id: proposal.workspace_id,
    params: { action: proposal.action, params: JSON.parse(proposal.params) as unknown, ...more },
    reason,
    before: null,
    proposal_id: proposal.id,
  }
}

/** Whoever decides, as kept with the proposal and with the action that follows. */
export function deciderOf({ person, issuer, subject }: Pick<SignedIn, 'person' | 'issuer' | 'subject'>): Approver {
  const name = person.email === '' ? person.name : person.email
  return { id: person.id, name, role: person.role, issuer, subject }
}
