import 'server-only'
import { randomUUID } from 'node:crypto'
import type { PolicyQuestion, Ruling } from '#lib/rules/policy-rules.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { ApprovalRule } from '#lib/schemas/policy.ts'
import { NotClaimedError, TakenBackError } from '#lib/server/audit/append.ts'
import type { Actor, Approver, AuditLog, Claim, Intent, Outcome } from '#lib/server/audit/record.ts'
import { placeTarget } from '#lib/server/mirror/kinds.ts'
import { currentRevision } from '#lib/server/mirror/read.ts'
import { writeThrough } from '#lib/server/mirror/write.ts'
import type { Database } from '#lib/server/store/database.ts'
import { callOnce } from './call-once.ts'
import { objectOf } from './define.ts'
import type { Action, ActionContext, Effects, Target } from './define.ts'
import { AuditUnavailableError, RecordingDelayedError, RefusedError } from './errors.ts'
import { judge, loadTruth, refuseEarly } from './judge.ts'
import { alreadyUndone } from './undo-refusals.ts'

/** What the policy file says; the workspace's facts are found by whoever answers. */
export type AskPolicy = (
  question: Omit<PolicyQuestion, 'workspace' | 'at_ms'> & { workspace_id: string | null },
) => Promise<Ruling>

/** A change that needs a second person, just before it would have been made. */
export type Proposed = { actor: Actor; intent: Intent; object: unknown; rule: ApprovalRule }

export type PerformParts = {
  database: Database
  audit: AuditLog
  context: ActionContext
  policy: AskPolicy
  /** Keeps the change until somebody decides. Resolves to the proposal's id. */
  propose: (proposed: Proposed) => Promise<string>
  /** Intents this process is carrying out right now; the reconciler leaves them alone. */
  inFlight: Set<string>
  /** Intents that a call without a clear end left open, each with when; the reconciler counts from there. */
  abandoned: Map<string, number>
  /** Told when an action changed more than it knows; the next sweep reads those lists again. */
  onStale: (kinds: NonNullable<Effects['stale']>) => void
}

export type Performance = {
  actor: Actor
  request_id: string
  reason: string | null
  /** False when the sign-in is too old for actions that ask for a fresh one. */
  fresh: boolean
  /** What must still hold for the object as it is now: an undo or an approval was decided on an earlier state. */
  expects?: (object: unknown) => Verdict
  approval?: { proposal_id: string; approver: Approver }
  undoes?: string
  /**
   * The row of a job: its intent has an id chosen beforehand and is begun only together with `claim`, so that no row is
   * sent twice whichever process dies when. Throws NotClaimedError where the row is not this process's any more.
   */
  row?: { job_id: string; intent_id: string; claim: Claim }
}

/** Upstream's answer, and the id under which the audit log knows the action (its intent's). */
export type Performed<R> = { value: R; event_id: string }

/**
 * The one pipe every change goes through (architecture, section 1): load the truth, rules, policy, audit intent, one
 * upstream call, audit outcome, write-through.
 * Throws RefusedError (rules, policy), ApprovalRequiredError, StepUpRequiredError, AuditUnavailableError (no intent, no
 * call), UpstreamError (upstream), RecordingDelayedError, or what the database throws.
 */
export async function perform<I, B, R, O>(
  parts: PerformParts,
  action: Action<I, B, R, O>,
  input: I,
  performance: Performance,
): Promise<Performed<R>> {
  await refuseEarly(parts, action, input, performance)
  const reading = { asked_ms: Date.now(), revision: await currentRevision(parts.database) }
  const before = await loadTruth(parts, action, input, performance)
  const object = objectOf(action, before)
  const intent = await judge(parts, action, input, { before, object }, performance)
  const intentId = performance.row?.intent_id ?? randomUUID()
  // Before anything is written: the reconciler of this process must never see the intent without its mark.
  parts.inFlight.add(intentId)
  try {
    await intend(parts, intent, intentId, performance, action.target(input))
    const conclude = (outcome: Outcome) => parts.audit.conclude(performance.actor, intent, intentId, outcome)
    const answer = await callOnce(parts, action, { intentId, input, before, object }, conclude)
    const effects = action.effects(answer.value, before, input)
    await recorded(async () => {
      await conclude({
        result: 'succeeded',
        problem: null,
        after: answer.value,
        upstream_request_id: answer.request_id,
        ...(action.created === undefined ? {} : { target_id: action.created(answer.value) }),
      })
      await writeThrough(parts.database, effects, {
        intent_id: intentId,
        before: placeTarget(action.target(input), object),
        ...reading,
      })
    })
    if (effects.stale !== undefined && effects.stale.length > 0) parts.onStale(effects.stale)
    return { value: answer.value, event_id: intentId }
  } catch (error) {
    parts.abandoned.set(intentId, Date.now())
    throw error
  } finally {
    parts.inFlight.delete(intentId)
  }
}

/** No intent, no call. The second of two undos of one action ends here, in whichever process it runs. */
async function intend(
  parts: PerformParts,
  intent: Intent,
  intentId: string,
  { actor, row }: Performance,
  target: Target,
): Promise<void> {
  try {
    await parts.audit.intend(actor, intent, intentId, row?.claim)
  } catch (error) {
    if (error instanceof NotClaimedError) throw error
    if (!(error instanceof TakenBackError)) throw new AuditUnavailableError(error)
    await parts.audit.deny(actor, intent, alreadyUndone.reason)
    throw new RefusedError(alreadyUndone, target)
  }
}

/** The change is made and its intent stands in the log: never report it as failed. */
async function recorded(record: () => Promise<void>): Promise<void> {
  try {
    await record()
  } catch (error) {
    throw new RecordingDelayedError(error)
  }
}
