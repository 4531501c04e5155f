import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Change, JobDetail, Plan, Wanted } from '#lib/schemas/jobs.ts'
import { cancelJob, retryJob } from '#lib/server/commands/job-control.ts'
import { startJob } from '#lib/server/commands/jobs.ts'
import { makePlan } from '#lib/server/commands/plans.ts'
import { undoJob } from '#lib/server/commands/undo-job.ts'
import { command, read } from '#lib/server/http/route.ts'
import { viewJob } from '#lib/server/views/job-reads.ts'
import type { Answer, Ask } from './portal.ts'

/** What would happen, as this person is told. Throws when no plan is made. */
export async function planAs(ask: Ask, wanted: Wanted): Promise<Plan> {
  const answer = await ask(command(makePlan), {}, { method: 'POST', body: wanted })
  if (answer.status !== 200) throw new Error(`No plan: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as unknown as Plan
}

/** Plans and starts; the answer as it came. */
export async function startAs(
  ask: Ask,
  wanted: Wanted,
  more: object = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { fingerprint } = await planAs(ask, wanted)
  const body = { title: 'A job', kind: 'bulk', fingerprint, ...wanted, ...more }
  return ask(command(startJob), {}, { method: 'POST', body, headers })
}

/** Plans and starts. Resolves to the job's id; throws when it was not started. */
export async function jobOf(ask: Ask, changes: readonly Change[], more: object = {}): Promise<string> {
  const answer = await startAs(ask, { changes }, more)
  if (answer.status !== 200) throw new Error(`Not started: ${answer.status} ${JSON.stringify(answer.body)}`)
  return String(answer.body['id'])
}

export async function jobNow(ask: Ask, job_id: string): Promise<JobDetail> {
  const answer = await ask(read(viewJob), { job_id })
  if (answer.status !== 200) throw new Error(`No job: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as unknown as JobDetail
}

/** The job once it is as wanted; throws after `patienceMs`. */
export async function jobOnce(
  ask: Ask,
  job_id: string,
  isWanted: (detail: JobDetail) => boolean = ({ job }) => job.ended_at !== null,
  patienceMs = 20_000,
): Promise<JobDetail> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const detail = await jobNow(ask, job_id)
    if (isWanted(detail)) return detail
    if (Date.now() > deadline)
      throw new Error(`Still ${JSON.stringify(detail.job)} ${JSON.stringify(detail.rows.slice(0, 5))}`)
    await sleep(40)
  }
}

const acts = { cancel: cancelJob, retry: retryJob, undo: undoJob }

export function controlAs(ask: Ask, act: keyof typeof acts, job_id: string, headers: Record<string, string> = {}) {
  return ask(command(acts[act]), { job_id }, { method: 'POST', body: {}, headers })
}

/** `{ done: 3, failed: 1 }`, without what is zero. */
export function countsOf({ job }: JobDetail): Record<string, number> {
  return Object.fromEntries(Object.entries(job.counts).filter(([, count]) => count > 0))
}
