import 'server-only'
import { impossible } from '#lib/rules/verdict.ts'
import type { Change } from '#lib/schemas/jobs.ts'
import { actionNames } from '#lib/schemas/action-names.ts'
import type { ActionName } from '#lib/schemas/action-names.ts'
import { withAction } from '#lib/server/actions/catalogue.ts'
import type { Planned as UndoAction } from '#lib/server/actions/define.ts'
import { undoOf, planUndo } from '#lib/server/actions/undo.ts'
import { newestOutcome } from '#lib/server/audit/newest-outcome.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import { newestOf } from '#lib/server/jobs/create.ts'
import type { Planned, Wish } from '#lib/server/jobs/planned.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { JobRecord, JobRowRecord } from '#lib/server/store/job-tables.ts'
import { refused } from './change-with.ts'
import { jobInSight, jobInput, onlyStarter, toldOf } from './job-control.ts'
import { beginJob } from './jobs.ts'
import { planOf, planParts } from './plans.ts'

/**
 * Takes back what a job has done, newest first, as a job of its own: each row under the very rules of a single undo.
 * Answers the new job's id.
 */
export const undoJob = defineCommand({
  power: 'jobs.create',
  input: jobInput,
  run: async (asked, { job_id }) => {
    const { runtime, signedIn } = asked
    const job = await jobInSight(asked, job_id)
    const told = toldOf(job, 'undo')
    await onlyStarter(asked, job, told)
    if (job.ended_ms === null) throw await refused(asked, told, notOver)
    const takings = await takingsOf(runtime.database, job)
    if (takings.length === 0) throw await refused(asked, told, nothingToUndo)
    const parts = await planParts(runtime, signedIn)
    const wishes = takings.map(({ wish }) => wish)
    const brought = { undoes: job.id, actions: takings.map(({ undoes }) => undoes) }
    const { plan, planned, identity } = await planOf(runtime, signedIn, { parts, wishes, brought })
    const existing = await newestOf(runtime.database.db, identity)
    if (existing !== null) return { id: existing.id, existing: true }
    const rows = planned.map((row, index) => taken(row, takings[index]))
    const asking = {
      kind: 'undo',
      title: `Undo of ${job.title}`.slice(0, 200),
      file_name: null,
      user_id: null,
      undoes: job.id,
    } as const
    return beginJob(asked, { plan, planned: rows, identity }, { ...asking, again: false })
  },
})

const notOver = impossible('job_not_over', 'This job still runs. Cancel it first, then take back what it has done.')
const nothingToUndo = impossible('nothing_to_undo', 'Nothing that this job has done can be taken back.')

type Taking = { undoes: string; wish: Wish; refusal: string | null }

async function takingsOf(database: Database, job: JobRecord): Promise<Taking[]> {
  const rows = await database.db
    .selectFrom('job_row')
    .select(['n', 'intent_id', 'summary'])
    .where('job_id', '=', job.id)
    .where('status', '=', 'done')
    .where('reversible', '=', 1)
    .orderBy('ended_ms', 'desc')
    .orderBy('n', 'desc')
    .execute()
  const takings: Taking[] = []
  for (const row of rows) {
    const taking = await takingOf(database, row)
    if (taking !== null) takings.push(taking)
  }
  return takings
}

async function takingOf(database: Database, { intent_id }: Pick<JobRowRecord, 'intent_id'>): Promise<Taking | null> {
  const outcome = intent_id === null ? null : await newestOutcome(database.db, intent_id)
  const planned = outcome === null ? null : undoOf(outcome)
  const action = planned === null ? undefined : nameOf(planned)
  if (intent_id === null || outcome === null || planned === null || action === undefined) return null
  const found = await planUndo(database, outcome)
  const change: Change = { action, input: planned.input }
  return { undoes: intent_id, wish: { line: null, change }, refusal: 'refusal' in found ? found.refusal.reason : null }
}

/** By its input: one action may rename, enable or disable, and what takes a change back is another of these. */
function nameOf(undo: UndoAction): ActionName | undefined {
  const own = withAction(undo.action, (action) => {
    const input = action.input.safeParse(undo.input)
    return input.success ? action.name(input.data) : null
  })
  return actionNames.find((name) => name === own)
}

function taken(row: Planned, taking: Taking | undefined): Planned & { undoes?: string } {
  if (taking === undefined) return row
  const { undoes, refusal } = taking
  return refusal === null ? { ...row, undoes } : { ...row, undoes, verdict: 'refused', reason: refusal }
}
