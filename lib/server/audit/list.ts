import 'server-only'
import type { AuditFilter } from '#lib/rules/audit-query.ts'
import type { Person } from '#lib/schemas/person.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Database } from '#lib/server/store/database.ts'
import { matching } from './matching.ts'
import { alsoTold } from './also-told.ts'
import type { ListedEvent } from './also-told.ts'

export type AuditQuery = {
  limit: number
  before_seq?: number | undefined
  target_id?: string
  workspace_id?: string
  filter?: AuditFilter
}

/**
 * Newest first, as far as the person's extent reaches. An action is told once: its outcome, or its intent while that
 * is still open; of two outcomes the newer, which corrects the other. `next` is the cursor of the following page, null at the end.
 */
export async function listAudit(
  database: Database,
  person: Person,
  query: AuditQuery,
): Promise<{ events: ListedEvent[]; next: number | null }> {
  const seen = within(database, person, query)
  if (seen === null) return { events: [], next: null }
  let select = seen
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(query.limit + 1)
  if (query.before_seq !== undefined) select = select.where('seq', '<', query.before_seq)
  const events = await select.execute()
  const shown = await alsoTold(database, events.slice(0, query.limit))
  return { events: shown, next: events.length > query.limit ? (shown.at(-1)?.seq ?? null) : null }
}

/** How many actions and other events the person would find. */
export async function countAudit(
  database: Database,
  person: Person,
  query: Omit<AuditQuery, 'limit' | 'before_seq'>,
): Promise<number> {
  const seen = within(database, person, query)
  if (seen === null) return 0
  const { count } = await seen.select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()
  return Number(count)
}

/** Null: this person sees none. */
function within(database: Database, person: Person, query: Omit<AuditQuery, 'limit' | 'before_seq'>) {
  const extent = extentOf(person, 'audit.read')
  if (extent === 'none') return null
  const { filter } = query
  let seen = database.db
    .selectFrom('audit_event')
    .where((eb) =>
      eb.or([eb('kind', '<>', 'intent'), eb('id', 'in', eb.selectFrom('open_intent').select('intent_id'))]),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('audit_event as newer')
            .select('newer.seq')
            .whereRef('newer.intent_id', '=', 'audit_event.intent_id')
            .whereRef('newer.seq', '>', 'audit_event.seq'),
        ),
      ),
    )
  if (filter !== undefined) seen = seen.where((eb) => matching(eb, filter, database.kind))
  if (query.target_id !== undefined) seen = seen.where('target_id', '=', query.target_id)
  if (query.workspace_id !== undefined) seen = seen.where('workspace_id', '=', query.workspace_id)
  if (extent === 'own') seen = seen.where('actor_id', '=', person.id)
  if (extent === 'scope') {
    if (person.workspaces === 'all' || person.workspaces.length === 0) return null
    seen = seen.where('workspace_id', 'in', person.workspaces)
  }
  return seen
}
