import 'server-only'
import { holds, holdsIn } from '#lib/rules/holds.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import { UpstreamError, isUpstreamStatus } from '#lib/server/admin-api/errors.ts'
import type { Answer } from '#lib/server/admin-api/client.ts'
import type { Actor, AuditLog, Intent, Outcome } from '#lib/server/audit/record.ts'
import { writeThrough } from '#lib/server/mirror/write.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Action, ActionContext, Effects } from './define.ts'
import { RefusedError, RecordingDelayedError } from './errors.ts'

export type PerformParts = {
  database: Database
  audit: AuditLog
  context: ActionContext
  /** Told when an action changed more than it knows; the next sweep reads those lists again. */
  onStale: (kinds: NonNullable<Effects['stale']>) => void
}

export type Performance = { actor: Actor; request_id: string; reason: string | null }

/**
 * The one pipe every change goes through (architecture, section 1): load the truth, rules, audit intent, one upstream
 * call, audit outcome, write-through. Resolves to upstream's answer.
 * Throws RefusedError (rules), UpstreamError (upstream), or what the database throws: no intent, no call.
 */
export async function perform<I, B, R>(
  parts: PerformParts,
  action: Action<I, B, R>,
  input: I,
  performance: Performance,
): Promise<R> {
  await refuseEarly(parts, action, input, performance)
  const before = await loadTruth(parts, action, input, performance)
  const intent = intentOf(action, input, before, performance)
  const verdict = action.check(parts.context.person, before, input)
  if (!verdict.allowed) {
    await parts.audit.deny(performance.actor, intent, verdict.reason)
    throw new RefusedError(verdict, action.target(input))
  }
  const sinceMs = Date.now()
  const intentId = await parts.audit.intend(performance.actor, intent)
  const conclude = (outcome: Outcome) => parts.audit.conclude(performance.actor, intent, intentId, outcome)
  const answer = await callOnce(parts, action, input, before, sinceMs, conclude)
  const effects = action.effects(answer.value, before, input)
  try {
    await conclude({
      result: 'succeeded',
      problem: null,
      after: answer.value,
      upstream_request_id: answer.request_id,
      ...(action.created === undefined ? {} : { target_id: action.created(answer.value) }),
    })
    await writeThrough(parts.database, effects)
  } catch (error) {
    // The change is made and its intent stands in the log: never report it as failed.
    throw new RecordingDelayedError(error)
  }
  if (effects.stale !== undefined) parts.onStale(effects.stale)
  return answer.value
}

/** What can be refused without looking at the object is refused without any call upstream. */
async function refuseEarly<I, B, R>(
  parts: PerformParts,
  action: Action<I, B, R>,
  input: I,
  performance: Performance,
): Promise<void> {
  const target = action.target(input)
  const power = action.power(input)
  const { person } = parts.context
  const verdict = target.workspace_id === null ? holds(person, power) : holdsIn(person, power, target.workspace_id)
  if (!verdict.allowed) throw await refusedUnseen(parts, action, input, performance, verdict)
}

async function loadTruth<I, B, R>(
  parts: PerformParts,
  action: Action<I, B, R>,
  input: I,
  performance: Performance,
): Promise<B> {
  try {
    return await action.load(parts.context, input)
  } catch (error) {
    // Nothing but a look has happened yet, so whatever became of it, nothing was changed.
    if (error instanceof UpstreamError && error.outcome === 'unknown')
      throw new UpstreamError({ ...error.facts, outcome: 'not_executed' }, { cause: error })
    const everywhere = holdsIn(parts.context.person, action.power(input), null)
    if (everywhere.allowed || !isUpstreamStatus(error, 404)) throw error
    // To somebody whose sight is bounded, what is missing and what is foreign must look the same (T3).
    throw await refusedUnseen(parts, action, input, performance, everywhere)
  }
}

async function refusedUnseen<I, B, R>(
  parts: PerformParts,
  action: Action<I, B, R>,
  input: I,
  performance: Performance,
  verdict: Extract<Verdict, { allowed: false }>,
): Promise<RefusedError> {
  const target = action.target(input)
  const summary = `${action.name(input)} ${target.id ?? ''}`.trim()
  await parts.audit.deny(
    performance.actor,
    { ...factsOf(action, input, performance), summary, before: null },
    verdict.reason,
  )
  return new RefusedError(verdict, target)
}

async function callOnce<I, B, R>(
  parts: PerformParts,
  action: Action<I, B, R>,
  input: I,
  before: B,
  sinceMs: number,
  conclude: (outcome: Outcome) => Promise<void>,
): Promise<Answer<R>> {
  try {
    return await action.perform(parts.context, input, before)
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    parts.onStale([action.target(input).kind])
    const facts = { problem: error.message, after: null, upstream_request_id: error.facts.request_id }
    if (error.outcome !== 'unknown') {
      await conclude({ ...facts, result: 'failed' })
      throw error
    }
    const seen = await action.readBack(parts.context, input, before, sinceMs).catch(() => null)
    if (seen?.state === 'applied') return { value: seen.value, request_id: error.facts.request_id }
    const settled = seen === null ? error : notApplied(error)
    await conclude({ ...facts, result: seen === null ? 'unknown' : 'failed', problem: settled.message })
    throw settled
  }
}

/** Read back and not there: a plain failure, safe to try again. */
function notApplied(error: UpstreamError): UpstreamError {
  const message = `${error.message} Steward looked again: nothing was changed.`
  return new UpstreamError(
    { ...error.facts, message, outcome: 'not_executed', error_code: 'not_applied' },
    { cause: error },
  )
}

function factsOf<I, B, R>(action: Action<I, B, R>, input: I, performance: Performance) {
  const target = action.target(input)
  return {
    request_id: performance.request_id,
    action: action.name(input),
    target_kind: target.kind,
    target_id: target.id,
    workspace_id: target.workspace_id,
    params: input,
    reason: performance.reason,
  }
}

function intentOf<I, B, R>(action: Action<I, B, R>, input: I, before: B, performance: Performance): Intent {
  const facts = factsOf(action, input, performance)
  return {
    ...facts,
    workspace_id: action.workspaceOf?.(before) ?? facts.workspace_id,
    summary: action.describe(before, input),
    before: action.objectBefore === undefined ? before : action.objectBefore(before),
  }
}
