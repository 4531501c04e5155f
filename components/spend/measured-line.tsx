import { Notice } from '#components/ui/notice.tsx'
import { moment } from '#components/ui/time-words.ts'
import type { Measured } from '#lib/schemas/usage.ts'

/** "Data until …", beside a title. */
export function DataUntil({ measured }: { measured: Measured }) {
  if (measured.measured_until === null) return null
  return <span className="text-small text-soft">Data until {moment(measured.measured_until)}</span>
}

/** Why figures are missing, above them; nothing when none is. */
export function MeasuredNotice({ measured }: { measured: Measured }) {
  if (measured.problem !== null)
    return (
      <Notice tone="caution">
        {measured.problem} {measured.measured_until === null ? '' : 'What was read before stays here.'}
      </Notice>
    )
  if (measured.complete) return null
  return (
    <Notice tone="info">
      {measured.measured_until === null
        ? 'Cost is being read for the first time; figures appear here by themselves.'
        : 'Not every day was read yet; sums are of the days that were.'}
    </Notice>
  )
}
