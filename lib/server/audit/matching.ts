import 'server-only'
import { sql } from 'kysely'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import { momentOf } from '#lib/rules/audit-query.ts'
import type { AuditFilter } from '#lib/rules/audit-query.ts'
import { actionNames } from '#lib/schemas/action-names.ts'
import { isId } from '#lib/schemas/id-patterns.ts'
import type { AuditResult } from '#lib/schemas/views.ts'
import type { DatabaseKind } from '#lib/server/store/database.ts'
import type { Schema } from '#lib/server/store/schema.ts'

type Events = ExpressionBuilder<Schema, 'audit_event'>
type Condition = Expression<SqlBool>

/**
 * What a filter asks for, as a condition on `audit_event`. Every value is bound. Letters A–Z are found in either case,
 * on both databases alike; other letters as they are written.
 */
export function matching(events: Events, filter: AuditFilter, kind: DatabaseKind): Condition {
  const { after, before } = filter
  const any = <T>(values: readonly T[], condition: (value: T) => Condition): Condition[] =>
    values.length === 0 ? [] : [events.or(values.map(condition))]
  return events.and([
    ...any(filter.person, (value) =>
      events.or([events('actor_id', '=', bindable(value)), contains(sql`audit_event.actor_name`, value, kind)]),
    ),
    ...any(filter.action, (value) => actionIs(events, bindable(value))),
    ...any(filter.target, (value) => targetIs(events, bindable(value))),
    ...any(filter.result, (value) => resultIs(events, value)),
    ...any(filter.via, (value) => events('via', '=', value)),
    ...any(filter.workspace, (value) => events('workspace_id', '=', bindable(value))),
    ...any(filter.job, (value) => events('job_id', '=', bindable(value))),
    ...(after === null ? [] : [events('at_ms', '>=', momentOf(after) ?? 0)]),
    ...(before === null ? [] : [events('at_ms', '<', momentOf(before) ?? 0)]),
    ...(filter.changes ? [events('action', 'in', changeNames)] : []),
    ...filter.words.map((word) => contains(searchable, word, kind)),
  ])
}

/** What changes something upstream, and the attempts to. */
export const changeNames: readonly string[] = [...actionNames, 'action.undo']

/** `key.disable`, or everything done to one noun. */
function actionIs(events: Events, value: string): Condition {
  if (value.includes('.')) return events('action', '=', value)
  const noun = `${value}.`
  return sql<boolean>`substr(audit_event.action, 1, length(cast(${noun} as text))) = ${noun}`
}

/** The index leads with the kind, which an id tells. */
function targetIs(events: Events, value: string): Condition {
  const target = events('target_id', '=', value)
  const kinds = kindsOf(value)
  return kinds.length === 0 ? target : events.and([events('target_kind', 'in', kinds), target])
}

function kindsOf(id: string): readonly string[] {
  if (isId('user', id)) return ['user', 'workspace_member']
  for (const kind of ['invite', 'workspace', 'api_key', 'proposal', 'job'] as const) if (isId(kind, id)) return [kind]
  return []
}

/** An outcome this version has no word for counts as unknown, as the page tells it. */
function resultIs(events: Events, result: AuditResult): Condition {
  if (result === 'open') return events('kind', '=', 'intent')
  const told =
    result === 'unknown'
      ? events.or([
          events('result', 'is', null),
          events('result', 'not in', ['succeeded', 'failed', 'refused', 'not_applied']),
        ])
      : events('result', '=', result)
  return events.and([events('kind', '<>', 'intent'), told])
}

/** The texts a search looks through, one a line, so that no match crosses from one into the next. */
const searchable = sql.join(
  [
    sql`audit_event.summary`,
    sql`audit_event.actor_name`,
    sql`audit_event.action`,
    sql`coalesce(audit_event.target_id, '')`,
    sql`coalesce(audit_event.reason, '')`,
    sql`audit_event.request_id`,
    sql`coalesce(audit_event.upstream_request_id, '')`,
    sql`audit_event.id`,
    sql`coalesce(audit_event.intent_id, '')`,
  ],
  sql` || ${sql.lit('\n')} || `,
)

/** SQLite lowers A–Z alone, and so does PostgreSQL by the C collation, many times faster than by a language's. */
function contains(text: Expression<unknown>, word: string, kind: DatabaseKind): Condition {
  const wanted = bindable(word).replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
  if (kind === 'sqlite') return sql<boolean>`instr(lower(${text}), ${wanted}) > 0`
  return sql<boolean>`strpos(lower((${text}) collate "C"), ${wanted}) > 0`
}

/** As the log cleans what it stores: PostgreSQL takes no NUL and no half of a surrogate pair. */
function bindable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').toWellFormed()
}
