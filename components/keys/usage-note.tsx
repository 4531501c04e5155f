import { moment } from '#components/ui/time-words.ts'
import type { Measured } from '#lib/schemas/usage.ts'

/** Under a list of keys: how far use was measured, and how the cost came about. */
export function UsageNote({ usage, cost }: { usage: Measured; cost: Measured }) {
  const problem = usage.problem ?? cost.problem
  return (
    <p className="shrink-0 border-t border-line px-4 py-2 text-small text-soft desk:px-6">
      {problem === null ? null : <span className="text-caution">{problem} </span>}
      {usage.complete && usage.measured_until !== null
        ? `Use is measured until ${moment(usage.measured_until)}, 31 days back. `
        : problem === null
          ? 'Use is still being read: until 31 days are there, last use and cost are not measured. '
          : ''}
      <span className="hidden desk:inline">
        Cost (30 d) is an estimate: each day’s cost of a workspace, shared over its keys by their tokens of each model
        and type.
      </span>
    </p>
  )
}
