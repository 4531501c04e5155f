import 'server-only'
import { isDraining } from '#lib/server/draining.ts'
import { dropLease, takeLease } from '#lib/server/store/lease.ts'
import type { JobRecord } from '#lib/server/store/job-tables.ts'
import { advance } from './advance.ts'
import type { Looked } from './advance.ts'
import type { JobParts } from './job-parts.ts'
import { leaseName } from './run-row.ts'

export type Runner = {
  /** Something may be to do now: a job was started, tried again or cancelled. */
  poke: () => void
  stop: () => Promise<void>
}

const leaseMs = 60_000
const idleMs = 2_000
const membersEveryMs = 600_000

/**
 * Carries out jobs: in every process, in one at a time by a lease. One row of each job after the other, so that a short
 * job does not wait for a long one. Whatever dies when, the next process goes on (jobs/settle.ts).
 */
export function startRunner(parts: JobParts): Runner {
  const looked: Looked = new Map()
  let stopped = false
  let poked = false
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null

  /** What is wrong with one job must not hold up the others. */
  const stepOf = (job: JobRecord): Promise<number> =>
    advance(parts, job, looked).catch((err: unknown) => {
      parts.log.warn({ err, job: job.id }, 'a job cannot go on at the moment')
      return idleMs
    })

  /** One row of every job that has one. Resolves to how long there is nothing to do. */
  const round = async (): Promise<number> => {
    const jobs = await openJobs(parts)
    if (jobs.length === 0 || !(await holdsLease(parts))) return idleMs
    await lookForMembers(parts, looked)
    let pause = idleMs
    for (const job of jobs) {
      if (stopped || isDraining()) return 0
      pause = Math.min(pause, await stepOf(job))
    }
    return pause
  }

  const begin = (): void => {
    if (running !== null || stopped || isDraining()) return
    poked = false
    running = turn()
  }
  const turn = async (): Promise<void> => {
    let pause = idleMs
    try {
      pause = await round()
    } catch (err) {
      parts.log.warn({ err }, 'the jobs cannot go on at the moment')
    }
    running = null
    beginAfter(poked ? 0 : pause)
  }
  const beginAfter = (ms: number): void => {
    if (timer !== null) clearTimeout(timer)
    if (!stopped) timer = setTimeout(begin, ms).unref()
  }
  beginAfter(0)

  return {
    poke: () => {
      poked = true
      if (running === null) beginAfter(0)
    },
    stop: async () => {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      await running
      await dropLease(parts.database, leaseName, parts.instance.id)
    },
  }
}

/** Looks at the lease itself each time: it may have been lost while this process stood still. */
async function holdsLease({ database, instance }: JobParts): Promise<boolean> {
  const held = await database.db.selectFrom('lease').selectAll().where('name', '=', leaseName).executeTakeFirst()
  if (held?.holder === instance.id && held.expires_ms > Date.now() + leaseMs / 2) return true
  if ((await takeLease(database, leaseName, instance.id, leaseMs)) !== null) return true
  // A process that was killed leaves its lease behind: nobody waits for that to run out.
  if (held === undefined || (await instance.isAlive(held.holder))) return false
  await dropLease(database, leaseName, held.holder)
  return (await takeLease(database, leaseName, instance.id, leaseMs)) !== null
}

function openJobs({ database }: JobParts): Promise<JobRecord[]> {
  return database.db
    .selectFrom('job')
    .selectAll()
    .where('status', 'in', ['running', 'waiting', 'cancelling'])
    .orderBy('created_ms')
    .orderBy('id')
    .execute()
}

/** While rows wait for somebody to join, the mirror is looked after even when no page is open. */
async function lookForMembers({ database, lookAgain }: JobParts, looked: Looked): Promise<void> {
  if (Date.now() - (looked.get('members') ?? 0) < membersEveryMs) return
  looked.set('members', Date.now())
  const waiting = await database.db
    .selectFrom('job_row')
    .innerJoin('job', 'job.id', 'job_row.job_id')
    .select('job_row.n')
    .where('job.status', '=', 'waiting')
    .where('job_row.status', '=', 'scheduled')
    .where('job_row.when_member', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  if (waiting !== undefined) lookAgain()
}
