import 'server-only'
import { findOut } from '#lib/server/actions/find-out.ts'
import { newestOutcome } from '#lib/server/audit/newest-outcome.ts'
import type { JobRowRecord } from '#lib/server/store/job-tables.ts'
import type { JobParts } from './job-parts.ts'

/**
 * A row that is tried again though nobody knows what became of its first try: what it wanted is looked for, so that
 * nothing is sent twice. False: it is not there, and the row may be sent. Else the row has an ending: done, with the
 * audit log corrected, or unknown still where what is there may be its work or somebody else's.
 * Throws what the Admin API throws, and ContestedError while others make things of the same kind.
 */
export async function lookBack(parts: JobParts, row: JobRowRecord, intentId: string): Promise<boolean> {
  const { database, admin, audit } = parts
  const { db } = database
  const intent = await db.selectFrom('audit_event').selectAll().where('id', '=', intentId).executeTakeFirst()
  // It may have been found out since, by the reconciler or by a process that was held for dead.
  const known = await newestOutcome(db, intentId)
  if (known?.result === 'succeeded') return end(parts, row, intentId, { status: 'done', problem: null })
  const seen = intent === undefined ? null : await findOut({ database, admin, isUnderWay: async () => true }, intent)
  if (seen?.state === 'unclear') return leaveUnknown(parts, row, intentId, seen.problem)
  if (intent === undefined || seen?.state !== 'applied') {
    await waiting(parts, row, intentId).set({ intent_id: null, sent: 0 }).execute()
    return false
  }
  await audit.correct(intent, {
    result: 'succeeded',
    problem: null,
    after: seen.value,
    upstream_request_id: null,
    evidence: { looked_at: new Date().toISOString(), saw: seen.value },
    ...seen.made,
  })
  parts.lookAgain()
  return end(parts, row, intentId, { status: 'done', problem: null })
}

/** It keeps its intent, so that the next try looks for it again. */
export function leaveUnknown(parts: JobParts, row: JobRowRecord, intentId: string, problem: string): Promise<true> {
  return end(parts, row, intentId, { status: 'unknown', problem })
}

type Ending = { status: 'done' | 'unknown'; problem: string | null }

async function end(parts: JobParts, row: JobRowRecord, intentId: string, ending: Ending): Promise<true> {
  await waiting(parts, row, intentId)
    .set({ ...ending, ended_ms: Date.now() })
    .execute()
  return true
}

function waiting({ database }: JobParts, { job_id, n }: JobRowRecord, intent_id: string) {
  const place = { job_id, n, status: 'queued', intent_id }
  return database.db.updateTable('job_row').where((eb) => eb.and(place))
}
