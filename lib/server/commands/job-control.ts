import 'server-only'
import { z } from 'zod'
import { impossible, notPermitted } from '#lib/rules/verdict.ts'
import type { Refusal } from '#lib/rules/verdict.ts'
import { jobId } from '#lib/schemas/ids.ts'
import { withAction } from '#lib/server/actions/catalogue.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import type { Asked } from '#lib/server/http/command.ts'
import { notFound } from '#lib/server/http/problem.ts'
import { cancelRows, retryRows, rowsToRetry } from '#lib/server/jobs/control.ts'
import { findJob } from '#lib/server/jobs/list.ts'
import { isStarter, seesJob } from '#lib/server/jobs/sight.ts'
import { withdrawProposals } from '#lib/server/jobs/withdraw.ts'
import type { JobRecord, JobRowRecord } from '#lib/server/store/job-tables.ts'
import { changeWith, refused, requireFresh } from './change-with.ts'
import type { Told } from './change-with.ts'

export const jobInput = z.strictObject({ job_id: jobId })

/** Ends a job with the row that is under way; its proposals that nobody decided yet are withdrawn. */
export const cancelJob = defineCommand({
  power: 'jobs.create',
  input: jobInput,
  run: async (asked, { job_id }) => {
    const job = await jobInSight(asked, job_id)
    const told = toldOf(job, 'cancel')
    const isAdmin = asked.signedIn.person.role === 'admin'
    if (!isAdmin && !(await isStarter(asked.runtime.database.db, asked.signedIn.person, job)))
      throw await refused(asked, told, notYours(job, 'or a portal admin '))
    await changeWith(asked, told, async (trx) =>
      (await cancelRows(trx, job.id, Date.now())) ? { value: null } : { refusal: over },
    )
    const { runtime, signedIn, request_id } = asked
    await withdrawProposals(runtime, job.id, { actor: actorOf(runtime.env, signedIn), request_id })
    asked.runtime.jobs.poke()
    return { id: job.id }
  },
})

/** Gives the rows that failed, were refused or never came to their turn another try. */
export const retryJob = defineCommand({
  power: 'jobs.create',
  input: jobInput,
  run: async (asked, { job_id }) => {
    const job = await jobInSight(asked, job_id)
    const told = toldOf(job, 'retry')
    const { db } = asked.runtime.database
    await onlyStarter(asked, job, told)
    if ((await rowsToRetry(db, job.id)).some(asksForFreshSignIn)) requireFresh(asked)
    await changeWith(asked, told, async (trx) => {
      // As it is now: it may have been cancelled since the request came in.
      if ((await findJob(trx, job.id))?.status === 'cancelling') return { refusal: stillEnding }
      const count = await retryRows(trx, job.id)
      return count === 0 ? { refusal: nothingToRetry } : { value: count }
    })
    asked.runtime.jobs.poke()
    return { id: job.id }
  },
})

const over = impossible('job_over', 'This job is over already; there is nothing left to cancel.')
const stillEnding = impossible('job_cancelling', 'This job is being cancelled. Wait until the row under way has ended.')
const nothingToRetry = impossible('nothing_to_retry', 'No row of this job failed, so there is nothing to try again.')

function asksForFreshSignIn(row: Pick<JobRowRecord, 'action' | 'params'>): boolean {
  const asks = withAction(row.action, (action) => {
    const input = action.input.safeParse(JSON.parse(row.params))
    return input.success && action.stepUp?.(input.data) === true
  })
  return asks === true
}

/** Throws as if there were no such job where the person may not see it. */
export async function jobInSight({ runtime, signedIn }: Asked, id: string): Promise<JobRecord> {
  const { db } = runtime.database
  const job = await findJob(db, id)
  if (job === null || !(await seesJob(db, signedIn.person, job))) throw notFound(id)
  return job
}

/** Rows are carried out with the rights of whoever started them, so nobody else can start them anew. */
export async function onlyStarter(asked: Asked, job: JobRecord, told: Told): Promise<void> {
  const { runtime, signedIn } = asked
  if (await isStarter(runtime.database.db, signedIn.person, job)) return
  throw await refused(asked, told, notYours(job, ''))
}

function notYours({ starter_name }: JobRecord, others: string): Refusal {
  return notPermitted('not_your_job', `Only ${starter_name}, who started it, ${others}can do this.`)
}

const words = { cancel: 'Cancel', retry: 'Try again', undo: 'Take back' } as const

export function toldOf({ id, title }: JobRecord, act: keyof typeof words): Told {
  return {
    action: `job.${act}`,
    summary: `${words[act]} the job ${title}`,
    target_kind: 'job',
    target_id: id,
    params: {},
    job_id: id,
  }
}
