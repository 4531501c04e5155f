import 'server-only'
import type { ExpressionBuilder } from 'kysely'
import type { Person } from '#lib/schemas/person.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { AuditEvent, Schema } from '#lib/server/store/schema.ts'

export type AuditQuery = { limit: number; before_seq?: number; target_id?: string; workspace_id?: string }

/** An event with the id of the action that took it back, null when none did. */
export type ListedEvent = AuditEvent & { undone_by: string | null }

function undoneBy(eb: ExpressionBuilder<Schema, 'audit_event'>) {
  return eb
    .selectFrom('audit_event as undoing')
    .select('undoing.intent_id')
    .whereRef('undoing.undoes', '=', 'audit_event.intent_id')
    .where('undoing.kind', '=', 'outcome')
    .where('undoing.result', '=', 'succeeded')
    .limit(1)
    .as('undone_by')
}

/**
 * Newest first, as far as the person's extent reaches. An action is told once: its outcome, or its intent while that
 * is still open. `next` is the cursor of the following page, null at the end.
 */
export async function listAudit(
  database: Database,
  person: Person,
  query: AuditQuery,
): Promise<{ events: ListedEvent[]; next: number | null }> {
  const extent = extentOf(person, 'audit.read')
  if (extent === 'none') return { events: [], next: null }
  let select = database.db
    .selectFrom('audit_event')
    .selectAll()
    .select((eb) => undoneBy(eb))
    .where((eb) =>
      eb.or([eb('kind', '<>', 'intent'), eb('id', 'in', eb.selectFrom('open_intent').select('intent_id'))]),
    )
    .orderBy('seq', 'desc')
    .limit(query.limit + 1)
  if (query.before_seq !== undefined) select = select.where('seq', '<', query.before_seq)
  if (query.target_id !== undefined) select = select.where('target_id', '=', query.target_id)
  if (query.workspace_id !== undefined) select = select.where('workspace_id', '=', query.workspace_id)
  if (extent === 'own') select = select.where('actor_id', '=', person.id)
  if (extent === 'scope') {
    if (person.workspaces === 'all' || person.workspaces.length === 0) return { events: [], next: null }
    select = select.where('workspace_id', 'in', person.workspaces)
  }
  const events = await select.execute()
  const shown = events.slice(0, query.limit)
  return { events: shown, next: events.length > query.limit ? (shown.at(-1)?.seq ?? null) : null }
}
