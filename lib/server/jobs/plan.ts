import 'server-only'
import { rowsBefore } from '#lib/rules/rows-before.ts'
import type { Change, Plan, PlanRow, PlanVerdict } from '#lib/schemas/jobs.ts'
import type { Person } from '#lib/schemas/person.ts'
import { askPolicy } from '#lib/server/actions/ask-policy.ts'
import { withAction } from '#lib/server/actions/catalogue.ts'
import { workspaceFactsFrom } from '#lib/server/actions/workspace-facts.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { ListProgress } from '#lib/server/mirror/read.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Policy } from '#lib/server/policy/policy.ts'
import { secondsFor } from './calls.ts'
import { Foreseen } from './foreseen.ts'
import { notUnderstood, judgeChange } from './judge-change.ts'
import type { PlanLook } from './judge-change.ts'
import { mirrorAdmin } from './mirror-admin.ts'
import { willBeDone } from './planned.ts'
import type { Judgement, Planned, Wish } from './planned.ts'
import { awaitedMember } from './when-member.ts'

/** `sees` says what may be named to the person who plans. */
export type PlanParts = {
  snapshot: Snapshot
  progress: readonly ListProgress[]
  policy: Policy
  sees: (kind: Kind, id: string) => boolean
  nowMs: number
}

/**
 * Judges every wish against the mirror, in order, each on what the ones before it will leave. Calls nobody, changes
 * nothing, records nothing.
 */
export async function planWishes(parts: PlanParts, person: Person, wishes: readonly Wish[]): Promise<Planned[]> {
  const look = await lookOf(parts, person, wishes)
  const seen = new Map<string, number>()
  const planned: Planned[] = []
  for (const [index, wish] of wishes.entries()) {
    const n = index + 1
    const row =
      'problem' in wish ? unreadable(wish, n) : await planChange(look, wish.change, { n, line: wish.line, planned })
    planned.push(firstOfItsKind(row, seen))
  }
  return planned
}

async function lookOf(
  { snapshot, progress, policy, sees, nowMs }: PlanParts,
  person: Person,
  wishes: readonly Wish[],
): Promise<PlanLook> {
  const foreseen = new Foreseen(snapshot)
  const admin = mirrorAdmin(foreseen)
  const reader = { snapshot: async () => snapshot, progress: async () => [...progress] }
  const inForce = await policy.current()
  const followed = new Set(wishes.map((wish) => ('change' in wish ? wish.change.after : undefined)))
  const changes = new Map(wishes.map((wish, index) => ['change' in wish ? wish.change : null, index + 1]))
  return {
    person,
    foreseen,
    sees,
    nowMs,
    context: { admin, person, workspaceFacts: workspaceFactsFrom(reader, admin) },
    policy: askPolicy({ policy: { current: async () => inForce }, reader, refresh: async () => undefined, admin }),
    // What happens some day is found by those who wait for it, not by those who do not.
    remembers: (change) =>
      (change.not_before === undefined && change.when_member === undefined) || followed.has(changes.get(change)),
  }
}

type Place = { n: number; line: number | null; planned: readonly Planned[] }

async function planChange(look: PlanLook, change: Change, { n, line, planned }: Place): Promise<Planned> {
  const waits = { not_before: change.not_before ?? null, after: change.after ?? null }
  const place = { n, line, action: change.action, ...waits }
  const misplaced = whyMisplaced(change, n, planned)
  const judged = misplaced === null ? await judge(look, change) : notUnderstood(change, ...misplaced)
  const before = rowsBefore({ action: change.action, after: waits.after }, planned)
  const follows = before.find((row) => !willBeDone(row) && row.verdict !== 'unchanged')
  if (follows === undefined || !willBeDone(judged)) return { ...judged, ...place }
  const reason = `Row ${follows.n}, which this one follows, will not be done.`
  return { ...judged, ...place, verdict: 'refused', reason, needs_reason: false, needs_step_up: false }
}

const longestWaitMs = 400 * 86_400_000

function whyMisplaced(change: Change, n: number, planned: readonly Planned[]): [string, string] | null {
  if (change.after !== undefined && (change.after >= n || planned[change.after - 1] === undefined))
    return ['after', 'names no earlier row']
  if (change.not_before === undefined) return null
  const at = Date.parse(change.not_before)
  if (Number.isNaN(at)) return ['not_before', 'is not a time']
  return at > Date.now() + longestWaitMs ? ['not_before', 'is more than a year away'] : null
}

async function judge(look: PlanLook, change: Change): Promise<Judgement> {
  const awaited = awaitedMember(look, change)
  if ('reason' in awaited)
    return {
      ...notUnderstood(change, '', ''),
      verdict: 'refused',
      label: awaited.email,
      reason: awaited.reason,
      target: { kind: awaited.kind, id: null },
      input: change.input,
      when_member: awaited.email,
      expects: change.expects ?? null,
    }
  const judging = withAction(awaited.change.action, (action) => judgeChange(awaited.look, action, awaited.change))
  const judged = judging === null ? notUnderstood(change, 'action', 'is not known') : await judging
  if (awaited.email === null || judged.input === null) return judged
  const { user_id: _, ...input } = judged.input
  return { ...judged, input, label: awaited.email, target: { ...judged.target, id: null }, when_member: awaited.email }
}

function unreadable(wish: Extract<Wish, { problem: string }>, n: number): Planned {
  return {
    ...notUnderstood({ action: 'invite.create', input: {} }, '', ''),
    n,
    line: wish.line,
    action: wish.action,
    label: wish.label,
    summary: wish.given,
    reason: wish.problem,
    target: { kind: wish.action.split('.')[0] ?? '', id: null },
    not_before: null,
    after: null,
  }
}

/** The first row that wants something of an object stands; a later one that wants it of the same object does not. */
function firstOfItsKind(row: Planned, seen: Map<string, number>): Planned {
  if (row.input === null) return row
  const earlier = seen.get(sameThing(row))
  if (earlier === undefined) {
    seen.set(sameThing(row), row.n)
    return row
  }
  const reason = `Row ${earlier} is about the same already.`
  return { ...row, verdict: 'duplicate', reason, fields: [], needs_reason: false, needs_step_up: false }
}

function sameThing({ action, target, workspace, label, when_member, input }: Planned): string {
  const place = workspace?.id ?? JSON.stringify(input?.['workspace_id'] ?? '')
  return [action, target.kind, target.id ?? when_member ?? label, place].join(' ')
}

export const planVerdicts = ['ready', 'approval', 'unchanged', 'refused', 'invalid', 'duplicate'] as const

/** As the person sees it before it is started. */
export function planView(planned: readonly Planned[], perMinute: number): Omit<Plan, 'fingerprint' | 'existing_job'> {
  const done = planned.filter(willBeDone)
  const calls = done.reduce((sum, row) => sum + row.calls, 0)
  return {
    rows: planned.map(rowView),
    counts: Object.fromEntries(
      planVerdicts.map((verdict) => [verdict, planned.filter((row) => row.verdict === verdict).length]),
    ) as Record<PlanVerdict, number>,
    needs_reason: done.some((row) => row.needs_reason),
    needs_step_up: done.some((row) => row.needs_step_up),
    calls,
    seconds: secondsFor(calls, perMinute),
  }
}

function rowView(row: Planned): PlanRow {
  const { n, line, action, label, target, workspace, summary, fields, verdict, reason } = row
  const { not_before, when_member, reversible } = row
  return {
    n,
    line,
    action,
    label,
    target,
    workspace,
    summary,
    fields,
    verdict,
    reason,
    not_before,
    when_member,
    reversible,
  }
}
