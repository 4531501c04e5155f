import 'server-only'
import { dayOf, endOf, hourDays, lastDays } from './days.ts'
import type { MeasuredDay } from './days-store.ts'
import type { UsageReport } from './rows.ts'

/** Days in a row that one call can ask for. */
export type Stretch = { from: string; until: string; days: string[] }

export type ReportPlan = {
  report: UsageReport
  /** How many days are kept in step, today among them. */
  days: number
  /** How many of them one call asks for. */
  atOnce: number
  /** How long after its end a day may still change upstream, ms: so long it is read again. */
  settleMs: number
}

const hour = 3_600_000

/**
 * What is read, most useful first: the hours give "last used" its precision, the days say what was used and what it
 * cost. Claude Code costs a call a day, so it comes last.
 */
export const reportPlans: readonly ReportPlan[] = [
  { report: 'hours', days: hourDays, atOnce: hourDays, settleMs: 2 * hour },
  { report: 'cost', days: 31, atOnce: 31, settleMs: 6 * hour },
  { report: 'messages', days: 31, atOnce: 7, settleMs: 2 * hour },
  { report: 'claude_code', days: 31, atOnce: 1, settleMs: 3 * hour },
]

/**
 * The next days to ask for, newest first; null when everything is in step. A day counts as read when it was asked for
 * after it had settled; today, and a day that has not settled, when that is less than `freshForMs` ago.
 */
export function nextStretch(
  plan: ReportPlan,
  measured: readonly MeasuredDay[],
  now: number,
  freshForMs: number,
  atOnce = plan.atOnce,
): Stretch | null {
  const known = new Map(measured.map(({ day, measured_ms }) => [day, measured_ms]))
  const isRead = (day: string) => {
    const at = known.get(day)
    return at !== undefined && (at >= endOf(day) + plan.settleMs || now - at < freshForMs)
  }
  const days: string[] = []
  for (const day of lastDays(plan.days, now).toReversed()) {
    if (!isRead(day)) days.unshift(day)
    if (days.length > 0 && (isRead(day) || days.length >= atOnce)) break
  }
  const [first] = days
  const last = days.at(-1)
  return first === undefined || last === undefined ? null : { from: first, until: dayOf(endOf(last)), days }
}
