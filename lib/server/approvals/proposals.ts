import 'server-only'
import { randomBytes } from 'node:crypto'
import type { Approver } from '#lib/server/audit/record.ts'
import type { Proposed } from '#lib/server/actions/perform.ts'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import { sha256OfCanonical } from '#lib/server/store/event-hash.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'

/** Who asked, as kept with the proposal; `token_id` when a script did. */
export type Requester = Approver & { token_id: string | null }

/**
 * Keeps a change until a second person decides, bound to the exact action and to the object as it is now. The same
 * change proposed again by the same person while it waits is the same proposal. Resolves to its id.
 */
export async function propose(
  database: Database,
  { actor, intent, object, rule }: Proposed,
  nowMs: number,
): Promise<string> {
  const { person, issuer, subject } = actor
  const action_hash = actionHash(intent)
  const known = await database.db
    .selectFrom('proposal')
    .select('id')
    .where('status', '=', 'waiting')
    .where('requester_id', '=', person.id)
    .where('action_hash', '=', action_hash)
    .where('object_hash', '=', sha256OfCanonical(object))
    .where('expires_ms', '>', nowMs)
    .executeTakeFirst()
  if (known !== undefined) return known.id
  const id = `proposal_${randomBytes(12).toString('hex')}`
  const requester: Requester = {
    id: person.id,
    name: person.email === '' ? person.name : person.email,
    role: person.role,
    issuer,
    subject,
    token_id: person.via === 'token' ? person.id : null,
  }
  await database.db
    .insertInto('proposal')
    .values({
      id,
      action: intent.action,
      params: JSON.stringify(intent.params),
      action_hash,
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
    })
    .execute()
  return id
}

/** What an approval is bound to: another body, target or action has another hash. */
export function actionHash(intent: { action: string; target_id: string | null; params: unknown }): string {
  return sha256OfCanonical({ action: intent.action, target_id: intent.target_id, params: intent.params })
}

export async function findProposal(db: Queryable, id: string): Promise<ProposalRecord | null> {
  return (await db.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

/** The newest first; at most `limit`. */
export function listProposals(db: Queryable, limit: number): Promise<ProposalRecord[]> {
  return db.selectFrom('proposal').selectAll().orderBy('created_ms', 'desc').orderBy('id').limit(limit).execute()
}

/** Those nobody decided in time. Resolves to what has just expired. */
export function expireProposals(db: Queryable, nowMs: number): Promise<ProposalRecord[]> {
  return db
    .updateTable('proposal')
    .set({ status: 'expired', decided_ms: nowMs })
    .where('status', '=', 'waiting')
    .where('expires_ms', '<=', nowMs)
    .returningAll()
    .execute()
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

export type Ending = { status: string; problem: string | null; intent_id: string | null }

/** How the execution of a claimed proposal ended. */
export async function endProposal(db: Queryable, id: string, { status, problem, intent_id }: Ending): Promise<void> {
  await db
    .updateTable('proposal')
    .set({ status, problem, intent_id, instance: null })
    .where('id', '=', id)
    .where('status', '=', 'executing')
    .execute()
}
