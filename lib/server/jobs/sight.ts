import 'server-only'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { JobRecord } from '#lib/server/store/job-tables.ts'

type Started = Pick<JobRecord, 'starter_id' | 'starter_token'>

/** Auditors and admins see all jobs; everybody else their own, and those that their own tokens started. */
export async function seesJob(db: Queryable, person: Person, job: Started): Promise<boolean> {
  const extent = extentOf(person, 'jobs.read')
  return extent === 'all' || (extent !== 'none' && (await isStarter(db, person, job)))
}

/** Whether this person started it, by hand or by a token of theirs. */
export async function isStarter(db: Queryable, person: Person, job: Started): Promise<boolean> {
  if (job.starter_id === person.id) return true
  return job.starter_token !== null && (await tokensOf(db, person.id)).includes(job.starter_token)
}

export async function tokensOf(db: Queryable, personId: string): Promise<string[]> {
  const tokens = await db.selectFrom('portal_token').select('id').where('maker_id', '=', personId).execute()
  return tokens.map(({ id }) => id)
}
