import 'server-only'
import { randomUUID } from 'node:crypto'
import { impossible, yes } from '#lib/rules/verdict.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import { withAction } from '#lib/server/actions/catalogue.ts'
import { ContestedError } from '#lib/server/actions/look.ts'
import type { Performance } from '#lib/server/actions/perform.ts'
import { planUndo } from '#lib/server/actions/undo.ts'
import { newestOutcome } from '#lib/server/audit/newest-outcome.ts'
import { portalActor } from '#lib/server/audit/portal-actor.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import { newRequestId } from '#lib/server/request-id.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { JobRecord, JobRowRecord } from '#lib/server/store/job-tables.ts'
import { UnreadableRowError, afterFailure, setbackOf } from './after-failure.ts'
import type { Setback } from './after-failure.ts'
import type { JobParts } from './job-parts.ts'
import { changedSincePlan } from './judge-change.ts'
import { leaveUnknown, lookBack } from './look-back.ts'
import { claimRow, endRow, markSent } from './rows.ts'
import { stillHolds } from './what-changes.ts'

export const leaseName = 'jobs'

/** went_on: the row has an ending, or another process has it; else why the job must pause. */
export type RowRun = 'went_on' | Setback

/** About two minutes while others make things of the same kind, which then are known; else a quarter of one. */
const [mostContestedLooks, mostLooks] = [60, 5]

/**
 * Carries out one row as the one who started the job, with the rights they have now. The intent's id is on the row
 * before anything else happens, and the intent is committed together with the mark that it is.
 */
export async function runRow(parts: JobParts, job: JobRecord, row: JobRowRecord): Promise<RowRun> {
  const known = await lookFirst(parts, job, row)
  if (known !== null) return known
  const { db } = parts.database
  const claimed = { job_id: row.job_id, n: row.n, intent_id: randomUUID() }
  const taking = { instance: parts.instance.id, lease: leaseName, nowMs: Date.now() }
  if (!(await claimRow(db, claimed, taking))) return 'went_on'
  const end = (status: 'done' | 'refused', problem: string | null) =>
    endRow(db, claimed, { status, problem }, Date.now()).then(() => 'went_on' as const)
  try {
    const starter = await parts.starterNow(job)
    if ('refused' in starter) {
      await denyForNobody(parts, job, row, starter.refused)
      return await end('refused', starter.refused)
    }
    const expects = await expectationOf(parts.database, row)
    if ('refused' in expects) return await end('refused', expects.refused)
    const performance = {
      request_id: newRequestId(),
      reason: job.reason,
      // What asks for a fresh sign-in was asked for it when the job was started.
      fresh: true,
      ...expects,
      row: { ...claimed, claim: (trx: Database['db']) => markSent(trx, claimed) },
    }
    await performing(parts, row, starter, performance)
    return await end('done', null)
  } catch (error) {
    return afterFailure(parts, claimed, row, error)
  }
}

/** An attempt in the name of somebody whose rights count no more is recorded like every other refusal. */
function denyForNobody({ audit }: JobParts, job: JobRecord, row: JobRowRecord, problem: string): Promise<void> {
  const { action, summary, target_kind, target_id, workspace_id } = row
  const attempt = { request_id: newRequestId(), action, summary, target_kind, target_id, workspace_id }
  const facts = { params: JSON.parse(row.params) as unknown, reason: job.reason, before: null, job_id: job.id }
  return audit.deny(portalActor, { ...attempt, ...facts }, `${job.starter_name}: ${problem}`)
}

/** Null where the row is still to be done. */
async function lookFirst(parts: JobParts, job: JobRecord, row: JobRowRecord): Promise<RowRun | null> {
  if (row.intent_id === null) return null
  try {
    return (await lookBack(parts, row, row.intent_id)) ? 'went_on' : null
  } catch (error) {
    const contested = error instanceof ContestedError
    const outage = contested ? null : setbackOf(error)
    if (outage !== null) return outage
    const problem = contested ? error.message : 'Steward cannot look what became of a change.'
    const held = { held_up: problem, retry_after_ms: contested ? 2_000 : null }
    // One row must not hold up all the others for ever.
    if (job.setbacks + 1 < (contested ? mostContestedLooks : mostLooks)) return held
    await leaveUnknown(parts, row, row.intent_id, problem)
    return 'went_on'
  }
}

async function performing(
  { perform }: JobParts,
  row: JobRowRecord,
  starter: SignedIn,
  performance: Omit<Performance, 'actor'>,
): Promise<void> {
  const running = withAction(row.action, (action) => {
    const input = action.input.safeParse(JSON.parse(row.params))
    if (input.success) return perform(action, input.data, starter, performance)
    throw new UnreadableRowError('What this row asks for cannot be understood. Plan it anew.')
  })
  if (running === null) throw new TypeError(`This version of Steward knows no action ${row.action}`)
  await running
}

type Expectation = Pick<Performance, 'expects' | 'undoes'> | { refused: string }

/** What must still hold of the object; for a row that takes an action back, whatever an undo by hand would ask. */
async function expectationOf(database: Database, row: JobRowRecord): Promise<Expectation> {
  if (row.undoes !== null) {
    const outcome = await newestOutcome(database.db, row.undoes)
    const found = outcome === null ? { refusal: neverDone } : await planUndo(database, outcome)
    return 'refusal' in found ? { refused: found.refusal.reason } : { expects: found.plan.expects, undoes: row.undoes }
  }
  if (row.expects === null) return {}
  const expected = JSON.parse(row.expects) as Record<string, unknown>
  const expects = (object: unknown): Verdict => (stillHolds(expected, object) ? yes : changedSincePlan)
  return { expects }
}

const neverDone = impossible('not_done', 'Only what was done can be taken back.')
