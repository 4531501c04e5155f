import 'server-only'
import type { z } from 'zod'
import { holds, holdsIn } from '#lib/rules/holds.ts'
import { firstRefusal, impossible, yes } from '#lib/rules/verdict.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { Change } from '#lib/schemas/jobs.ts'
import type { Person } from '#lib/schemas/person.ts'
import { objectOf } from '#lib/server/actions/define.ts'
import type { Action, ActionContext } from '#lib/server/actions/define.ts'
import type { AskPolicy } from '#lib/server/actions/perform.ts'
import { isUpstreamStatus } from '#lib/server/admin-api/errors.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import { callsFor } from './calls.ts'
import { foresee } from './foresee.ts'
import type { Foreseen } from './foreseen.ts'
import { labelOf, workspaceOf } from './labels.ts'
import type { Judgement } from './planned.ts'
import { standsInTheWay } from './stands-in-the-way.ts'
import { changed, endsObject, fieldChanges, stillHolds } from './what-changes.ts'

/** What a plan looks at. `sees` bounds what it may name to this person. */
export type PlanLook = {
  person: Person
  foreseen: Foreseen
  context: ActionContext
  policy: AskPolicy
  sees: (kind: Kind, id: string) => boolean
  /** Whether later changes find what this one leaves. */
  remembers: (change: Change) => boolean
  nowMs: number
}

export const changedSincePlan = impossible(
  'changed_since_plan',
  'It was changed since this was planned, so it was left as it is. Look at it and plan it again.',
)

const notThere = 'It is not there, or not any more.'

/** Judges one change as `perform` would, on the mirror. What it will leave is foreseen for the changes after it. */
export async function judgeChange<I, B, R, O>(
  look: PlanLook,
  action: Action<I, B, R, O>,
  change: Change,
): Promise<Judgement> {
  const parsed = action.input.safeParse(change.input)
  if (!parsed.success) return notUnderstood(change, ...firstIssue(parsed.error))
  const input = parsed.data
  if (action.name(input) !== change.action)
    return notUnderstood(change, 'input', `is for ${action.name(input)}, not for ${change.action}`)
  const unseen = unseenJudgement(look, action, input, change)
  const early = mayAtAll(look.person, action, input)
  if (!early.allowed) return { ...unseen, verdict: 'refused', reason: early.reason }
  try {
    const before = await action.load(look.context, input)
    return await judgeLoaded(look, action, { input, before, change }, unseen)
  } catch (error) {
    if (!isUpstreamStatus(error, 404)) throw error
    const everywhere = holdsIn(look.person, action.power(input), null)
    if (!everywhere.allowed) return { ...unseen, verdict: 'refused', reason: everywhere.reason }
    return { ...unseen, verdict: endsObject(change.action) ? 'unchanged' : 'refused', reason: notThere }
  }
}

function mayAtAll<I, B, R, O>(person: Person, action: Action<I, B, R, O>, input: I): Verdict {
  const { workspace_id } = action.target(input)
  return workspace_id === null ? holds(person, action.power(input)) : holdsIn(person, action.power(input), workspace_id)
}

type Loaded<I, B> = { input: I; before: B; change: Change }

async function judgeLoaded<I, B, R, O>(
  look: PlanLook,
  action: Action<I, B, R, O>,
  { input, before, change }: Loaded<I, B>,
  unseen: Judgement,
): Promise<Judgement> {
  const object = objectOf(action, before)
  const workspace_id = action.workspaceOf?.(before) ?? action.target(input).workspace_id
  const within = action.workspaceOf === undefined ? yes : holdsIn(look.person, action.power(input), workspace_id)
  if (!within.allowed) return { ...unseen, verdict: 'refused', reason: within.reason }
  const target = action.target(input)
  const named = target.id === null || look.sees(target.kind === 'workspace_member' ? 'user' : target.kind, target.id)
  const fields = fieldChanges(change.action, inputOf(input), object)
  const seen: Judgement = {
    ...unseen,
    workspace: workspaceOf(look.foreseen, workspace_id),
    summary: named ? action.describe(before, input) : unseen.summary,
    fields,
    reversible: isReversible(action, input, object),
  }
  const verdict = firstRefusal(
    () => action.check(look.person, before, input),
    () => (stillHolds(change.expects ?? {}, object) ? yes : changedSincePlan),
  )
  if (!verdict.allowed) return { ...seen, verdict: 'refused', reason: verdict.reason }
  if (object !== null && !endsObject(change.action) && fields.length === 0 && change.action !== 'invite.resend')
    return { ...seen, verdict: 'unchanged', reason: 'It is so already.' }
  const ruled = await rule(look, action, { input, before, change }, workspace_id)
  if (ruled.verdict === 'refused') return { ...seen, ...ruled }
  const obstacle = standsInTheWay(look, change.action, inputOf(input))
  if (obstacle !== null) return { ...seen, ...obstacle }
  if (look.remembers(change))
    foresee(look.foreseen, change, target, object === null ? inputOf(input) : changed(object, inputOf(input)))
  const expects = change.expects ?? expected(object, fields)
  return { ...seen, ...ruled, expects, needs_step_up: action.stepUp?.(input) === true }
}

/** What the person saw in the plan must still be so when its turn comes: nobody's change in between is overwritten. */
function expected(object: unknown, fields: Judgement['fields']): Judgement['expects'] {
  if (object === null || fields.length === 0 || fields.some(({ field }) => field === 'archived')) return null
  return Object.fromEntries(fields.map(({ field, before }) => [field, before]))
}

async function rule<I, B, R, O>(
  look: PlanLook,
  action: Action<I, B, R, O>,
  { input, before, change }: Loaded<I, B>,
  workspace_id: string | null,
): Promise<Pick<Judgement, 'verdict' | 'reason' | 'needs_reason'>> {
  const { kind, id } = action.target(input)
  const ask = (reason: string | null) =>
    look.policy({
      action: change.action,
      person: look.person,
      target: { kind, id },
      workspace_id,
      facts: action.policyFacts?.(before, input) ?? {},
      reason,
    })
  const asked = await ask(null)
  const needs_reason = !asked.verdict.allowed && asked.verdict.code === 'reason_required'
  const { verdict, approval } = needs_reason ? await ask('given') : asked
  if (!verdict.allowed) return { verdict: 'refused', reason: verdict.reason, needs_reason: false }
  if (approval === null) return { verdict: 'ready', reason: null, needs_reason }
  const who = approval.by === 'admin' ? 'A second portal admin' : 'A second portal admin or manager of the workspace'
  return { verdict: 'approval', reason: `${who} has to approve this. It will be proposed.`, needs_reason }
}

function isReversible<I, B, R, O>(action: Action<I, B, R, O>, input: I, object: O): boolean {
  const target_id = action.target(input).id ?? 'to_be_made'
  return (action.undo?.({ input, object, target_id }) ?? null) !== null
}

/** All that may be said while nothing of the object was looked at. */
function unseenJudgement<I, B, R, O>(look: PlanLook, action: Action<I, B, R, O>, input: I, change: Change): Judgement {
  const target = action.target(input)
  const label = labelOf(look, target, inputOf(input))
  return {
    ...blank(change),
    input: inputOf(input),
    label,
    target: { kind: target.kind, id: target.id },
    // Kept whatever the verdict: a row must never run without what was asked to hold.
    expects: change.expects ?? null,
    summary: `${change.action} ${label}`.trim(),
    calls: callsFor(change.action),
  }
}

function firstIssue({ issues: [issue] }: z.ZodError): [field: string, problem: string] {
  if (issue?.code === 'unrecognized_keys') return [issue.keys.join(', '), 'is unknown here']
  return [issue?.path.join('.') ?? '', issue?.message ?? 'cannot be understood']
}

/** A change that cannot even be asked for. */
export function notUnderstood(change: Change, field: string, problem: string): Judgement {
  return { ...blank(change), reason: `${field === '' ? 'input' : field}: ${problem}` }
}

function blank(change: Change): Judgement {
  return {
    verdict: 'invalid',
    reason: null,
    input: null,
    label: '',
    target: { kind: change.action.split('.')[0] ?? '', id: null },
    workspace: null,
    summary: change.action,
    fields: [],
    expects: null,
    when_member: null,
    needs_reason: false,
    needs_step_up: false,
    reversible: false,
    calls: 0,
  }
}

function inputOf(input: unknown): Readonly<Record<string, unknown>> {
  return input as Readonly<Record<string, unknown>>
}
