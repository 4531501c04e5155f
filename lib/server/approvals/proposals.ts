import 'server-only'
import { randomBytes } from 'node:crypto'
import { portalActor } from '#lib/server/audit/portal-actor.ts'
import type { Approver, AuditLog } from '#lib/server/audit/record.ts'
import { AuditUnavailableError } from '#lib/server/actions/errors.ts'
import type { Proposed } from '#lib/server/actions/perform.ts'
import { newRequestId } from '#lib/server/request-id.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import { sha256OfCanonical } from '#lib/server/store/event-hash.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import { deciderOf, proposalNote } from './notes.ts'

/** Who asked, as kept with the proposal; `token_id` when a script did. */
export type Requester = Approver & { token_id: string | null; email: string }

/**
 * Keeps a change until a second person decides, bound to the exact action and to the object as it is now, and notes it
 * in the audit log in the same transaction. The same change proposed again by the same person while it waits is the
 * same proposal. Resolves to its id.
 */
export async function propose(audit: Pick<AuditLog, 'noteWith'>, proposed: Proposed, nowMs: number): Promise<string> {
  const { actor, intent, rule } = proposed
  const record = recordOf(proposed, nowMs)
  const note = proposalNote(record, 'create', { ...intent, more: { rule, expires_ms: record.expires_ms } })
  let { id } = record
  const insertUnlessKnown = async (trx: Queryable) => {
    const known = await findSame(trx, record, nowMs)
    id = known ?? record.id
    if (known === null) await trx.insertInto('proposal').values(record).execute()
    return known === null
  }
  await audit.noteWith(actor, { ...note, undoes: intent.undoes ?? null }, insertUnlessKnown).catch(unavailable)
  return id
}

/** What cannot be recorded does not happen. */
export function unavailable(error: unknown): never {
  throw new AuditUnavailableError(error)
}

function recordOf({ actor, intent, object, rule }: Proposed, nowMs: number): ProposalRecord {
  const { person } = actor
  const token_id = person.via === 'token' ? person.id : null
  const requester: Requester = { ...deciderOf(actor), token_id, email: person.email }
  return {
    id: `proposal_${randomBytes(12).toString('hex')}`,
    action: intent.action,
    params: JSON.stringify(intent.params),
    action_hash: actionHash(intent),
    object_hash: sha256OfCanonical(object),
    target_kind: intent.target_kind ?? '',
    target_id: intent.target_id,
    workspace_id: intent.workspace_id,
    summary: intent.summary,
    before: object === null ? null : JSON.stringify(object),
    reason: intent.reason,
    rule: JSON.stringify(rule),
    requester_id: person.id,
    requester: JSON.stringify(requester),
    status: 'waiting',
    created_ms: nowMs,
    expires_ms: nowMs + rule.expires_hours * 3_600_000,
    decided_ms: null,
    decider_id: null,
    decider: null,
    comment: null,
    problem: null,
    intent_id: null,
    instance: null,
  }
}

async function findSame(db: Queryable, record: ProposalRecord, nowMs: number): Promise<string | null> {
  const known = await db
    .selectFrom('proposal')
    .select('id')
    .where('status', '=', 'waiting')
    .where('requester_id', '=', record.requester_id)
    .where('action_hash', '=', record.action_hash)
    .where('object_hash', '=', record.object_hash)
    .where('expires_ms', '>', nowMs)
    .executeTakeFirst()
  return known?.id ?? null
}

/** What an approval is bound to: another body, target or action has another hash. */
export function actionHash(intent: { action: string; target_id: string | null; params: unknown }): string {
  return sha256OfCanonical({ action: intent.action, target_id: intent.target_id, params: intent.params })
}

export async function findProposal(db: Queryable, id: string): Promise<ProposalRecord | null> {
  return (await db.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

/** Ends those nobody decided in time, each with its event in the audit log, once however many replicas look. */
export async function expireProposals(db: Queryable, audit: Pick<AuditLog, 'noteWith'>, nowMs: number): Promise<void> {
  const due = await db
    .selectFrom('proposal')
    .selectAll()
    .where('status', '=', 'waiting')
    .where('expires_ms', '<=', nowMs)
    .execute()
  for (const proposal of due) {
    const note = proposalNote(proposal, 'expire', { request_id: newRequestId() })
    await audit.noteWith(portalActor, note, async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('proposal')
        .set({ status: 'expired', decided_ms: nowMs })
        .where('id', '=', proposal.id)
        .where('status', '=', 'waiting')
        .executeTakeFirstOrThrow()
      return numUpdatedRows === 1n
    })
  }
}

export type Decision = { status: 'executing' | 'rejected' | 'cancelled'; decider: Approver; comment: string | null }

/** The one place where a proposal is decided. False when somebody else was faster, or it expired: then nothing happened. */
export async function claimDecision(
  db: Queryable,
  id: string,
  { status, decider, comment }: Decision,
  instance: string,
  nowMs: number,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('proposal')
    .set({
      status,
      decider_id: decider.id,
      decider: JSON.stringify(decider),
      comment,
      decided_ms: nowMs,
      instance: status === 'executing' ? instance : null,
    })
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .where('expires_ms', '>', nowMs)
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}

/** `executing` as an ending: it was sent, and the outcome is still to be found out. */
export type Ending = {
  status: 'done' | 'stale' | 'refused' | 'failed' | 'unknown' | 'executing'
  problem: string | null
  intent_id: string | null
}

/**
 * How the execution of a claimed proposal ended. Whoever claimed it knows best; `unlessEnded` is for a judgement from
 * outside. False when that came too late.
 */
export async function endProposal(
  db: Queryable,
  id: string,
  { status, problem, intent_id }: Ending,
  { unlessEnded }: { unlessEnded: boolean },
): Promise<boolean> {
  const update = db.updateTable('proposal').set({ status, problem, intent_id, instance: null }).where('id', '=', id)
  const { numUpdatedRows } = await (
    unlessEnded ? update.where('status', '=', 'executing') : update
  ).executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}
