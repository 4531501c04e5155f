import 'server-only'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { JobRecord } from '#lib/server/store/job-tables.ts'
import { mayBeRetried } from './status.ts'

export async function findJob(db: Queryable, id: string): Promise<JobRecord | null> {
  return (await db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

/** The newest `limit` within the person's sight, newest first, and how many there are. */
export async function listJobs(
  db: Queryable,
  person: Person,
  limit: number,
): Promise<{ jobs: JobRecord[]; total: number }> {
  const extent = extentOf(person, 'jobs.read')
  if (extent === 'none') return { jobs: [], total: 0 }
  let seen = db.selectFrom('job')
  if (extent !== 'all')
    seen = seen.where((eb) =>
      eb.or([
        eb('starter_id', '=', person.id),
        eb('starter_token', 'in', eb.selectFrom('portal_token').select('id').where('maker_id', '=', person.id)),
      ]),
    )
  const jobs = await seen.selectAll().orderBy('created_ms', 'desc').orderBy('id').limit(limit).execute()
  const { count } = await seen.select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()
  return { jobs, total: Number(count) }
}

/** What is known of a job's rows together. `byStatus`: how many of each action are in each status. */
export type Tally = {
  byStatus: { status: string; action: string; count: number }[]
  /** Rows carried out within the last minute. */
  lastMinute: number
  retryable: number
  undoable: number
  undone_by: string | null
}

export async function tallyOf(db: Queryable, ids: readonly string[], nowMs: number): Promise<Map<string, Tally>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('job_row')
    .select((eb) => ['job_id', 'status', 'action', eb.fn.countAll().as('count')])
    .where('job_id', 'in', ids)
    .groupBy(['job_id', 'status', 'action'])
    .execute()
  const lately = await db
    .selectFrom('job_row')
    .select((eb) => ['job_id', eb.fn.countAll().as('count')])
    .where('job_id', 'in', ids)
    .where('ended_ms', '>', nowMs - 60_000)
    .where('attempts', '>', 0)
    .groupBy('job_id')
    .execute()
  const reversible = await db
    .selectFrom('job_row')
    .select((eb) => ['job_id', eb.fn.countAll().as('count')])
    .where('job_id', 'in', ids)
    .where('status', '=', 'done')
    .where('reversible', '=', 1)
    .groupBy('job_id')
    .execute()
  const retryable = await db
    .selectFrom('job_row')
    .select((eb) => ['job_id', eb.fn.countAll().as('count')])
    .where('job_id', 'in', ids)
    .where(mayBeRetried)
    .groupBy('job_id')
    .execute()
  const undoing = await db
    .selectFrom('job')
    .select(['id', 'undoes'])
    .where('undoes', 'in', ids)
    .orderBy('created_ms')
    .execute()
  const again = new Map(retryable.map(({ job_id, count }) => [job_id, Number(count)]))
  const lastMinute = new Map(lately.map(({ job_id, count }) => [job_id, Number(count)]))
  const undoable = new Map(reversible.map(({ job_id, count }) => [job_id, Number(count)]))
  const undone = new Map(undoing.map(({ id, undoes }) => [undoes, id]))
  return new Map(
    ids.map((id) => [
      id,
      {
        byStatus: rows.filter((row) => row.job_id === id).map((row) => ({ ...row, count: Number(row.count) })),
        lastMinute: lastMinute.get(id) ?? 0,
        retryable: again.get(id) ?? 0,
        undoable: undoable.get(id) ?? 0,
        undone_by: undone.get(id) ?? null,
      },
    ]),
  )
}
