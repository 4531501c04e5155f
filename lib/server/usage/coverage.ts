import 'server-only'
import type { Measured } from '#lib/schemas/usage.ts'
import { dayMs, endOf, hourMs, startOf } from './days.ts'

/**
 * A report whose news is older than this says nothing about today any more. Reports are read once a day when nobody
 * looks; two hours more are for the reading itself.
 */
const tooOldMs = dayMs + 2 * hourMs

/**
 * How far the days of a window are read without a gap, counted from the oldest. A day that was asked for before its end
 * is read up to that moment. `measured` holds when each day was asked for.
 */
export function coverage(
  window: readonly string[],
  measured: ReadonlyMap<string, { measured_ms: number }>,
  problem: string | null,
  now: number,
): Measured {
  const [first = ''] = window
  let until = startOf(first)
  for (const day of window) {
    const read = measured.get(day)
    if (read === undefined) break
    until = Math.min(read.measured_ms, endOf(day))
    if (read.measured_ms < endOf(day)) break
  }
  const nothing = until <= startOf(first)
  return {
    measured_until: nothing ? null : new Date(until).toISOString(),
    complete: !nothing && now - until < tooOldMs,
    problem,
  }
}
