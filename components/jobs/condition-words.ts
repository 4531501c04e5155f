import { moment } from '#components/ui/time-words.ts'

type Condition = { not_before: string | null; when_member: string | null }

/** Until when, or for whom, a row waits; null when it does not. */
export function conditionWords({ not_before, when_member }: Condition): string | null {
  if (when_member !== null) return `Waits until ${when_member} has joined.`
  return not_before === null ? null : `Not before ${moment(not_before)}.`
}
