import 'server-only'
import { withAction } from '#lib/server/actions/catalogue.ts'
import { look } from '#lib/server/actions/look.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import type { JobRowRecord } from '#lib/server/store/job-tables.ts'
import type { JobParts } from './job-parts.ts'

/**
 * A row that is tried again though nobody knows what became of its first try: what it wanted is looked for, so that
 * nothing is sent twice. True when it is there: then the row is done, and the audit log is corrected.
 * Throws what the Admin API throws, and ContestedError while others make things of the same kind.
 */
export async function isDoneAfterAll(parts: JobParts, row: JobRowRecord, intentId: string): Promise<boolean> {
  const { db } = parts.database
  const intent = await db.selectFrom('audit_event').selectAll().where('id', '=', intentId).executeTakeFirst()
  const seen = intent === undefined ? null : await lookFor(parts, row, intent)
  const place = { job_id: row.job_id, n: row.n, status: 'queued', intent_id: intentId }
  const update = db.updateTable('job_row').where((eb) => eb.and(place))
  if (intent === undefined || seen === null) {
    await update.set({ intent_id: null, sent: 0 }).execute()
    return false
  }
  const evidence = { looked_at: new Date().toISOString(), saw: seen.value }
  await parts.audit.correct(intent, {
    result: 'succeeded',
    problem: null,
    after: seen.value,
    upstream_request_id: null,
    evidence,
    ...seen.made,
  })
  parts.lookAgain()
  await update.set({ status: 'done', problem: null, ended_ms: Date.now() }).execute()
  return true
}

async function lookFor(
  { database, admin }: JobParts,
  row: JobRowRecord,
  intent: AuditEvent,
): Promise<{ value: unknown; made: { target_id?: string } } | null> {
  return withAction(row.action, async (action) => {
    const input = action.input.parse(JSON.parse(row.params))
    const object = action.object.parse(JSON.parse(intent.before ?? 'null'))
    const place = { database, admin, isUnderWay: async () => true }
    const seen = await look(place, action, { intentId: intent.id, input, object, sinceMs: intent.at_ms })
    if (seen.state !== 'applied') return null
    return { value: seen.value, made: action.created === undefined ? {} : { target_id: action.created(seen.value) } }
  })
}
