import 'server-only'
import { useWindowDays } from '#lib/rules/key-findings.ts'

/** UTC days as `2026-11-24`, in which upstream reports and bills. */
export const dayMs = 86_400_000
export const hourMs = 3_600_000

/** Days of which the hours are read: enough for the last 24 hours at any time. */
export const hourDays = 2

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

export function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

export function endOf(day: string): number {
  return startOf(day) + dayMs
}

/** The `count` days that end with the day of `now`, oldest first. */
export function lastDays(count: number, now: number): string[] {
  const today = startOf(dayOf(now))
  return Array.from({ length: count }, (_, at) => dayOf(today - (count - 1 - at) * dayMs))
}

/** The days in which use is looked for, oldest first: today and the 30 before. A month to date always fits in. */
export function windowDays(now: number): string[] {
  return lastDays(useWindowDays, now)
}

/** The days of this month up to today, oldest first. */
export function monthDays(now: number): string[] {
  const month = dayOf(now).slice(0, 7)
  return windowDays(now).filter((day) => day.startsWith(month))
}

export function sameHour(a: number, b: number): boolean {
  return Math.floor(a / hourMs) === Math.floor(b / hourMs)
}
