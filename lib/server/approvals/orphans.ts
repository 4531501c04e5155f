import 'server-only'
import { portalActor } from '#lib/server/audit/portal-actor.ts'
import type { AuditLog } from '#lib/server/audit/record.ts'
import { newRequestId } from '#lib/server/request-id.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Instance } from '#lib/server/store/instance.ts'
import { endingBy, intentOf, outcomeOf } from './carry-out.ts'
import { proposalNote } from './notes.ts'
import { endProposal } from './proposals.ts'

export type OrphanParts = {
  database: Database
  audit: Pick<AuditLog, 'noteWith'>
  instance: Pick<Instance, 'id' | 'isAlive'>
  inFlight: ReadonlySet<string>
}

const neverSent = 'The process ended before anything was sent. Nothing was changed; propose it again.'

/** Approved proposals that nobody carries out any more: their action's outcome is theirs, once it is known. */
export async function endOrphans(parts: OrphanParts): Promise<void> {
  const { db } = parts.database
  const claimed = await db.selectFrom('proposal').selectAll().where('status', '=', 'executing').execute()
  for (const proposal of claimed) {
    if (await isCarriedOut(parts, proposal)) continue
    const intent_id = await intentOf(db, proposal.id)
    if (intent_id === null) {
      const note = proposalNote(proposal, 'fail', { request_id: newRequestId(), more: { problem: neverSent } })
      await parts.audit.noteWith(portalActor, note, (trx) =>
        endProposal(trx, proposal.id, { status: 'failed', problem: neverSent, intent_id }, { unlessEnded: true }),
      )
      continue
    }
    const outcome = await outcomeOf(db, intent_id)
    if (outcome === null) continue
    await endProposal(db, proposal.id, { ...endingBy(outcome), intent_id }, { unlessEnded: true })
  }
}

async function isCarriedOut(
  { instance, inFlight }: OrphanParts,
  proposal: { id: string; instance: string | null },
): Promise<boolean> {
  if (proposal.instance === null) return false
  if (proposal.instance !== instance.id) return instance.isAlive(proposal.instance)
  return [...inFlight].some((mark) => mark.startsWith(`${proposal.id} `))
}
