import 'server-only'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { AuditFilter } from '#lib/rules/audit-query.ts'
import type { Person } from '#lib/schemas/person.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Schema } from '#lib/server/store/schema.ts'
import { matching } from './matching.ts'
import { alsoTold } from './also-told.ts'
import type { ListedEvent } from './also-told.ts'

export type AuditQuery = {
  limit: number
  before_seq?: number | undefined
  /** The log as it was when it ended with this event, whatever has been concluded since: pages that fit together. */
  as_of_seq?: number
  workspace_id?: string
  filter?: AuditFilter
}

/**
 * Newest first, as far as the person's extent reaches. An action is told once: its outcome, or its intent while that
 * is still open; of two outcomes the newer, which corrects the other. `next` is the cursor of the following page, null
 * at the end.
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

/** No count goes further: it would go through the whole log for a number that nobody reads to the end. */
export const countedMost = 10_000

/** How many actions and other events the person would find; `more` says that there are more than were counted. */
export async function countAudit(
  database: Database,
  person: Person,
  query: Omit<AuditQuery, 'limit' | 'before_seq'>,
): Promise<{ total: number; more: boolean }> {
  const seen = within(database, person, query)
  if (seen === null) return { total: 0, more: false }
  const { count } = await database.db
    .selectFrom(
      seen
        .select('seq')
        .limit(countedMost + 1)
        .as('found'),
    )
    .select((eb) => eb.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return { total: Math.min(Number(count), countedMost), more: Number(count) > countedMost }
}

type Events = ExpressionBuilder<Schema, 'audit_event'>

function isNewest(eb: Events, asOfSeq: number | undefined): Expression<SqlBool> {
  const newer = eb
    .selectFrom('audit_event as newer')
    .select('newer.seq')
    .whereRef('newer.intent_id', '=', 'audit_event.intent_id')
    .whereRef('newer.seq', '>', 'audit_event.seq')
  return eb.not(eb.exists(asOfSeq === undefined ? newer : newer.where('newer.seq', '<=', asOfSeq)))
}

function isOpen(eb: Events, asOfSeq: number | undefined): Expression<SqlBool> {
  if (asOfSeq === undefined) return eb('audit_event.id', 'in', eb.selectFrom('open_intent').select('intent_id'))
  const outcome = eb
    .selectFrom('audit_event as outcome')
    .select('outcome.seq')
    .whereRef('outcome.intent_id', '=', 'audit_event.id')
    .where('outcome.seq', '<=', asOfSeq)
  return eb.not(eb.exists(outcome))
}

/** Null: this person sees none. */
function within(database: Database, person: Person, query: Omit<AuditQuery, 'limit' | 'before_seq'>) {
  const extent = extentOf(person, 'audit.read')
  if (extent === 'none') return null
  const { filter, as_of_seq } = query
  let seen = database.db
    .selectFrom('audit_event')
    .where((eb) => eb.or([eb('kind', '<>', 'intent'), isOpen(eb, as_of_seq)]))
    .where((eb) => isNewest(eb, as_of_seq))
  if (as_of_seq !== undefined) seen = seen.where('seq', '<=', as_of_seq)
  if (filter !== undefined) seen = seen.where((eb) => matching(eb, filter, database.kind))
  if (query.workspace_id !== undefined) seen = seen.where('workspace_id', '=', query.workspace_id)
  if (extent === 'own') seen = seen.where('actor_id', '=', person.id)
  if (extent === 'scope') {
    if (person.workspaces === 'all' || person.workspaces.length === 0) return null
    seen = seen.where('workspace_id', 'in', person.workspaces)
  }
  return seen
}
