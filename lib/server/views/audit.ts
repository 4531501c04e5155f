import 'server-only'
import { formatAuditQuery } from '#lib/rules/audit-query.ts'
import type { AuditFilter } from '#lib/rules/audit-query.ts'
import type { AuditPage, AuditRow } from '#lib/schemas/views.ts'
import { findAction } from '#lib/server/audit/find.ts'
import { countAudit, listAudit } from '#lib/server/audit/list.ts'
import type { Intent } from '#lib/server/audit/record.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import { auditRow } from './audit-row.ts'
import { getRuntime } from '#lib/server/runtime.ts'

/** How many rows a page holds unless asked for otherwise. */
const usualLimit = 200
/** A read is worth one event an hour and person: a page that is open all day must not fill the log it shows. */
const quietMs = 3_600_000

export type AuditAsked = { filter: AuditFilter; before_seq?: number | undefined; limit?: number | undefined }

/**
 * A part of the log within the person's extent; that they looked is itself recorded before it is answered. It comes
 * from our own database, so nothing of it is ever unread. Only the newest part is counted; whoever goes on knows it.
 */
export async function readAudit(signedIn: SignedIn, requestId: string, asked: AuditAsked): Promise<AuditPage> {
  const { database, audit, env } = await getRuntime()
  const { person } = signedIn
  await audit.noteSeldom(actorOf(env, signedIn), readNote(requestId), quietMs)
  const { filter, before_seq, limit = usualLimit } = asked
  const [{ events, next }, { total, more }] = await Promise.all([
    listAudit(database, person, { limit, before_seq, filter }),
    before_seq === undefined ? countAudit(database, person, { filter }) : { total: null, more: false },
  ])
  const rows = events.map((event) => auditRow(person, event))
  const revision = `audit-${person.role ?? ''}-${formatAuditQuery(filter)}-${rows[0]?.id ?? ''}-${total ?? ''}`
  return {
    rows,
    next,
    total,
    total_more: more,
    revision,
    synced_at: new Date().toISOString(),
    complete: true,
    missing: [],
    upstream_problem: null,
  }
}

/** One action by its id; null when there is none in this person's sight. */
export async function readAuditEvent(signedIn: SignedIn, id: string): Promise<AuditRow | null> {
  const { database } = await getRuntime()
  const found = await findAction(database, signedIn.person, id)
  return found === null ? null : auditRow(signedIn.person, found)
}

function readNote(requestId: string): Intent {
  return {
    request_id: requestId,
    action: 'audit.read',
    summary: 'Read the audit log',
    target_kind: null,
    target_id: null,
    workspace_id: null,
    params: {},
    reason: null,
    before: null,
  }
}
