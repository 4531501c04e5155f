import 'server-only'
import type { Person } from '#lib/schemas/person.ts'
import type { AuditResult, AuditRow } from '#lib/schemas/views.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'

export type AuditQuery = { limit: number; before_seq?: number; target_id?: string; workspace_id?: string }

/**
 * Newest first, as far as the person's extent reaches. An action is told once: its outcome, or its intent while that
 * is still open. `next` is the cursor of the following page, null at the end.
 */
export async function listAudit(
  database: Database,
  person: Person,
  query: AuditQuery,
): Promise<{ rows: AuditRow[]; next: number | null }> {
  const extent = extentOf(person, 'audit.read')
  if (extent === 'none') return { rows: [], next: null }
  let select = database.db
    .selectFrom('audit_event')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('kind', '<>', 'intent'),
        eb.not(
          eb.exists(
            eb
              .selectFrom('audit_event as outcome')
              .select('outcome.seq')
              .whereRef('outcome.intent_id', '=', 'audit_event.id'),
          ),
        ),
      ]),
    )
    .orderBy('seq', 'desc')
    .limit(query.limit + 1)
  if (query.before_seq !== undefined) select = select.where('seq', '<', query.before_seq)
  if (query.target_id !== undefined) select = select.where('target_id', '=', query.target_id)
  if (query.workspace_id !== undefined) select = select.where('workspace_id', '=', query.workspace_id)
  if (extent === 'own') select = select.where('actor_id', '=', person.id)
  if (extent === 'scope') {
    if (person.workspaces === 'all' || person.workspaces.length === 0) return { rows: [], next: null }
    select = select.where('workspace_id', 'in', person.workspaces)
  }
  const events = await select.execute()
  const shown = events.slice(0, query.limit)
  return { rows: shown.map(auditRow), next: events.length > query.limit ? (shown.at(-1)?.seq ?? null) : null }
}

function auditRow(event: AuditEvent): AuditRow {
  return {
    id: event.intent_id ?? event.id,
    at: new Date(event.at_ms).toISOString(),
    actor: event.actor_name,
    actor_role: event.actor_role,
    via: event.via,
    action: event.action,
    summary: event.summary,
    target_kind: event.target_kind,
    target_id: event.target_id,
    result: resultOf(event),
    problem: event.problem,
    reason: event.reason,
    before: parse(event.before),
    after: parse(event.after),
    upstream_request_id: event.upstream_request_id,
    request_id: event.request_id,
    address: event.address,
  }
}

const results: readonly string[] = ['succeeded', 'failed', 'refused', 'unknown']

function resultOf(event: AuditEvent): AuditResult {
  if (event.kind === 'intent') return 'open'
  return event.result !== null && results.includes(event.result) ? (event.result as AuditResult) : 'unknown'
}

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}
