import 'server-only'
import type { JobRow } from '#lib/schemas/jobs.ts'
import type { ReportAct, ReportRow } from '#lib/schemas/offboarding.ts'
import type { Person } from '#lib/schemas/person.ts'
import { findAction } from '#lib/server/audit/find.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import type { Database } from '#lib/server/store/database.ts'

/** The job's rows with the ids under which the audit log and upstream know them, as far as the person sees the log. */
export async function reportRows({ database }: Runtime, person: Person, rows: readonly JobRow[]): Promise<ReportRow[]> {
  const told: ReportRow[] = []
  for (const { n, summary, action, status, problem, done_at, event_id } of rows) {
    const event = event_id === null ? null : await findAction(database, person, event_id)
    const upstream_request_id = event?.upstream_request_id ?? null
    told.push({ n, summary, action, status, problem, at: done_at, event_id, upstream_request_id })
  }
  return told
}

const mostActs = 200

/** What was ended of these people's own in Steward since then, by whomever. */
export async function stewardActs(
  database: Database,
  people: readonly string[],
  sinceMs: number,
): Promise<ReportAct[]> {
  if (people.length === 0) return []
  const tokens = await database.db.selectFrom('portal_token').select('id').where('maker_id', 'in', people).execute()
  const targets = [...people, ...tokens.map(({ id }) => id)]
  const events = await database.db
    .selectFrom('audit_event')
    .select(['id', 'at_ms', 'actor_name', 'action', 'summary', 'result', 'target_id', 'params', 'before', 'kind'])
    .where('action', 'in', ['grant.end', 'token.revoke', 'session.end', 'session.end_person'])
    .where('at_ms', '>=', sinceMs)
    .where('kind', '<>', 'intent')
    .orderBy('seq')
    .limit(mostActs)
    .execute()
  return events
    .filter(
      (event) =>
        targets.includes(event.target_id ?? '') ||
        people.includes(namedIn(event.before, 'subject')) ||
        people.includes(namedIn(event.params, 'person_id')),
    )
    .map(({ id, at_ms, actor_name, summary, result, kind }) => ({
      event_id: id,
      at: new Date(at_ms).toISOString(),
      actor: actor_name,
      summary,
      result: result ?? (kind === 'denied' ? 'refused' : 'succeeded'),
    }))
}

/** A grant and a session are gone when they have ended; the event keeps whose they were. */
function namedIn(json: string | null, field: string): string {
  if (json === null) return ''
  const value = (JSON.parse(json) as Record<string, unknown> | null)?.[field]
  return typeof value === 'string' ? value : ''
}
