import 'server-only'
import { deciderOf, proposalNote } from '#lib/server/approvals/notes.ts'
import { claimDecision } from '#lib/server/approvals/proposals.ts'
import type { Actor, AuditLog } from '#lib/server/audit/record.ts'
import type { Database } from '#lib/server/store/database.ts'

type Parts = { database: Database; audit: Pick<AuditLog, 'noteWith'>; instance: { id: string } }

/** Ends the proposals of a cancelled job that nobody decided yet, each with its event in the audit log. */
export async function withdrawProposals(
  { database: { db }, audit, instance }: Parts,
  jobId: string,
  { actor, request_id }: { actor: Actor; request_id: string },
): Promise<void> {
  const waiting = await db
    .selectFrom('job_row')
    .innerJoin('proposal', 'proposal.id', 'job_row.proposal_id')
    .selectAll('proposal')
    .where('job_row.job_id', '=', jobId)
    .where('job_row.status', '=', 'proposed')
    .where('proposal.status', '=', 'waiting')
    .execute()
  const decision = { status: 'cancelled', decider: deciderOf(actor), comment: 'The job was cancelled.' } as const
  for (const proposal of waiting) {
    const note = proposalNote(proposal, 'cancel', { request_id, reason: decision.comment })
    await audit.noteWith(actor, note, (trx) => claimDecision(trx, proposal.id, decision, instance.id, Date.now()))
  }
}
