import { roughDollars } from '#components/ui/money-words.ts'
import type { DayCost } from '#lib/schemas/usage.ts'

const steps = [1, 2, 3, 4, 5, 6, 8, 10]

/** The smallest round number of dollars that no bar goes beyond; 1 when there is nothing to draw. */
export function roundTop(dollars: number): number {
  if (dollars <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(dollars))
  return (steps.find((step) => step * power >= dollars) ?? 10) * power
}

/** A round number of dollars as it stands at an axis: "$2,500", "$0.25". */
export function axisWords(dollars: number): string {
  const places = Number.isInteger(dollars) || dollars >= 100 ? 0 : 2
  return `$${dollars.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places })}`
}

/** The dearest day; null when no day cost anything. */
export function peakOf(days: readonly DayCost[]): { day: string; cents: string } | null {
  let peak: { day: string; cents: string } | null = null
  for (const { day, cents } of days)
    if (cents !== null && roughDollars(cents) > (peak === null ? 0 : roughDollars(peak.cents))) peak = { day, cents }
  return peak
}

/** A part of a whole in percent, for a label: "12 %", "< 1 %". */
export function shareWords(part: string, whole: string): string {
  const [a, b] = [roughDollars(part), roughDollars(whole)]
  if (b <= 0 || a <= 0) return '0 %'
  const percent = (100 * a) / b
  return percent < 1 ? '< 1 %' : `${Math.round(percent)} %`
}
