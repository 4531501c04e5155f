import 'server-only'
import type { PolicyQuestion, Ruling } from '#lib/rules/policy-rules.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { ApprovalRule } from '#lib/schemas/policy.ts'
import type { Actor, Approver, AuditLog, Intent, Outcome } from '#lib/server/audit/record.ts'
import { writeThrough } from '#lib/server/mirror/write.ts'
import type { Database } from '#lib/server/store/database.ts'
import { callOnce } from './call-once.ts'
import { objectOf } from './define.ts'
import type { Action, ActionContext, Effects } from './define.ts'
import { AuditUnavailableError, RecordingDelayedError } from './errors.ts'
import { judge, loadTruth, refuseEarly } from './judge.ts'

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
}

/**
 * The one pipe every change goes through (architecture, section 1): load the truth, rules, policy, audit intent, one
 * upstream call, audit outcome, write-through. Resolves to upstream's answer.
 * Throws RefusedError (rules, policy), ApprovalRequiredError, StepUpRequiredError, AuditUnavailableError (no intent, no
 * call), UpstreamError (upstream), RecordingDelayedError, or what the database throws.
 */
export async function perform<I, B, R, O>(
  parts: PerformParts,
  action: Action<I, B, R, O>,
  input: I,
  performance: Performance,
): Promise<R> {
  await refuseEarly(parts, action, input, performance)
  const before = await loadTruth(parts, action, input, performance)
  const object = objectOf(action, before)
  const intent = await judge(parts, action, input, { before, object }, performance)
  const intentId = await parts.audit.intend(performance.actor, intent).catch((error: unknown) => {
    throw new AuditUnavailableError(error)
  })
  parts.inFlight.add(intentId)
  try {
    const conclude = (outcome: Outcome) => parts.audit.conclude(performance.actor, intent, intentId, outcome)
    const answer = await callOnce(parts, action, { input, before, object }, conclude)
    const effects = action.effects(answer.value, before, input)
    await recorded(async () => {
      await conclude({
        result: 'succeeded',
        problem: null,
        after: answer.value,
        upstream_request_id: answer.request_id,
        ...(action.created === undefined ? {} : { target_id: action.created(answer.value) }),
      })
      await writeThrough(parts.database, effects)
    })
    if (effects.stale !== undefined) parts.onStale(effects.stale)
    return answer.value
  } finally {
    parts.inFlight.delete(intentId)
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
