import 'server-only'
import { randomUUID } from 'node:crypto'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import type { Database } from '#lib/server/store/database.ts'

/** An event of the log with everything that is not given left plain. It is no link of a chain. */
export function plainEvent(given: Partial<AuditEvent> & Pick<AuditEvent, 'seq'>): AuditEvent {
  return {
    id: randomUUID(),
    kind: 'event',
    intent_id: null,
    at_ms: Date.UTC(2026, 10, 1) + given.seq * 60_000,
    actor_id: 'person_a',
    actor_issuer: 'tests',
    actor_subject: 'a',
    actor_name: 'ada@example.com',
    actor_role: 'admin',
    via: 'browser',
    action: 'session.sign_in',
    target_kind: null,
    target_id: null,
    workspace_id: null,
    summary: 'Signed in',
    params: '{}',
    reason: null,
    before: null,
    after: null,
    result: 'succeeded',
    problem: null,
    upstream_request_id: null,
    request_id: `req_${given.seq}`,
    address: null,
    credential: null,
    approver: null,
    proposal_id: null,
    undoes: null,
    evidence: null,
    job_id: null,
    prev_hash: '',
    hash: '',
    ...given,
  }
}

const atOnce = 500

export async function putEvents({ db }: Pick<Database, 'db'>, events: readonly AuditEvent[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (let at = 0; at < events.length; at += atOnce)
      await trx
        .insertInto('audit_event')
        .values(events.slice(at, at + atOnce))
        .execute()
  })
}
