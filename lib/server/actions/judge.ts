import 'server-only'
import { holds, holdsIn } from '#lib/rules/holds.ts'
import { mayDecide } from '#lib/rules/policy-rules.ts'
import { firstRefusal, notPermitted, yes } from '#lib/rules/verdict.ts'
import type { Refusal, Verdict } from '#lib/rules/verdict.ts'
import { UpstreamError, isUpstreamStatus } from '#lib/server/admin-api/errors.ts'
import type { Intent } from '#lib/server/audit/record.ts'
import type { Action } from './define.ts'
import { ApprovalRequiredError, RefusedError, StepUpRequiredError } from './errors.ts'
import type { PerformParts, Performance } from './perform.ts'

/** What can be refused without looking at the object is refused without any call upstream. */
export async function refuseEarly<I, B, R, O>(
  parts: PerformParts,
  action: Action<I, B, R, O>,
  input: I,
  performance: Performance,
): Promise<void> {
  const target = action.target(input)
  const power = action.power(input)
  const { person } = parts.context
  const verdict = target.workspace_id === null ? holds(person, power) : holdsIn(person, power, target.workspace_id)
  if (!verdict.allowed) throw await refusedUnseen(parts, action, input, performance, verdict)
  if (action.stepUp?.(input) === true && !performance.fresh) throw new StepUpRequiredError()
}

export async function loadTruth<I, B, R, O>(
  parts: PerformParts,
  action: Action<I, B, R, O>,
  input: I,
  performance: Performance,
): Promise<B> {
  try {
    return await stillOnlyLooking(() => action.load(parts.context, input))
  } catch (error) {
    const everywhere = holdsIn(parts.context.person, action.power(input), null)
    if (everywhere.allowed || !isUpstreamStatus(error, 404)) throw error
    // To somebody whose sight is bounded, what is missing and what is foreign must look the same (T3).
    throw await refusedUnseen(parts, action, input, performance, everywhere)
  }
}

/** Nothing but a look has happened yet, so whatever became of it, nothing was changed. */
async function stillOnlyLooking<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.outcome !== 'unknown') throw error
    throw new UpstreamError({ ...error.facts, outcome: 'not_executed' }, { cause: error })
  }
}

/**
 * Rules, then what was expected of the object, then policy. Resolves to the intent of an action that may go on.
 * A refusal is recorded before it is thrown; a change that needs a second person becomes a proposal.
 */
export async function judge<I, B, R, O>(
  parts: PerformParts,
  action: Action<I, B, R, O>,
  input: I,
  { before, object }: { before: B; object: O },
  performance: Performance,
): Promise<Intent> {
  const intent = intentOf(action, input, { before, object }, performance)
  const refuse = async (refusal: Refusal): Promise<RefusedError> => {
    await parts.audit.deny(performance.actor, intent, refusal.reason)
    return new RefusedError(refusal, action.target(input))
  }
  const verdict = firstRefusal(
    () => withinScope(parts, action, input, before),
    () => action.check(parts.context.person, before, input),
    () => performance.expects?.(object) ?? yes,
  )
  if (!verdict.allowed) throw await refuse(verdict)
  const ruling = await stillOnlyLooking(() =>
    parts.policy({
      action: intent.action,
      person: parts.context.person,
      target: { kind: action.target(input).kind, id: intent.target_id },
      workspace_id: intent.workspace_id,
      facts: action.policyFacts?.(before, input) ?? {},
      reason: performance.reason,
    }),
  )
  if (!ruling.verdict.allowed) throw await refuse(ruling.verdict)
  if (ruling.approval === null) return intent
  const { approval } = performance
  if (approval === undefined) {
    const proposed = { actor: performance.actor, intent, object, rule: ruling.approval }
    throw new ApprovalRequiredError(await parts.propose(proposed), ruling.approval)
  }
  // The policy may have become stricter while the proposal waited: what holds now must be satisfied, too.
  if (!mayDecide(ruling.approval, approval.approver.role)) throw await refuse(approverTooWeak)
  return intent
}

/** Where only the loaded object knows its workspace, that workspace decides, whatever the action's own rules ask. */
function withinScope<I, B, R, O>(parts: PerformParts, action: Action<I, B, R, O>, input: I, before: B): Verdict {
  if (action.workspaceOf === undefined) return yes
  return holdsIn(parts.context.person, action.power(input), action.workspaceOf(before))
}

const approverTooWeak = notPermitted(
  'approver_insufficient',
  'The policy now asks for an approval by somebody else than the person who gave it.',
)

async function refusedUnseen<I, B, R, O>(
  parts: PerformParts,
  action: Action<I, B, R, O>,
  input: I,
  performance: Performance,
  verdict: Refusal,
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

function factsOf<I, B, R, O>(action: Action<I, B, R, O>, input: I, performance: Performance) {
  const target = action.target(input)
  return {
    request_id: performance.request_id,
    action: action.name(input),
    target_kind: target.kind,
    target_id: target.id,
    workspace_id: target.workspace_id,
    params: input,
    reason: performance.reason,
    approver: performance.approval?.approver ?? null,
    proposal_id: performance.approval?.proposal_id ?? null,
    undoes: performance.undoes ?? null,
    job_id: performance.row?.job_id ?? null,
  }
}

function intentOf<I, B, R, O>(
  action: Action<I, B, R, O>,
  input: I,
  { before, object }: { before: B; object: O },
  performance: Performance,
): Intent {
  const facts = factsOf(action, input, performance)
  return {
    ...facts,
    workspace_id: action.workspaceOf?.(before) ?? facts.workspace_id,
    summary: action.describe(before, input),
    before: object,
  }
}
