import 'server-only'
import type { ActionName } from '#lib/schemas/action-names.ts'
import type { Change, PlanVerdict, RowFacts } from '#lib/schemas/jobs.ts'

/** One wish of a plan: a change, or a line that could not be made one. */
export type Wish = { line: number | null } & (
  { change: Change } | { action: ActionName; label: string; given: string; problem: string }
)

/** What was found about one change. */
export type Judgement = Pick<RowFacts, 'label' | 'target' | 'workspace' | 'summary' | 'fields' | 'when_member'> & {
  verdict: PlanVerdict
  reason: string | null
  /** The input as the action will get it; null where it cannot be understood. */
  input: Readonly<Record<string, unknown>> | null
  expects: Readonly<Record<string, unknown>> | null
  needs_reason: boolean
  needs_step_up: boolean
  reversible: boolean
  calls: number
}

export type Planned = Judgement & Pick<RowFacts, 'n' | 'line' | 'action' | 'not_before'> & { after: number | null }

/** True for what a job will do, or propose. */
export function willBeDone({ verdict }: Pick<Planned, 'verdict'>): boolean {
  return verdict === 'ready' || verdict === 'approval'
}
