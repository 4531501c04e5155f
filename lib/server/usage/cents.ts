import 'server-only'
import { Big } from 'big.js'

/**
 * Money as whole units of 10⁻¹⁰ cent, so that sums and shares are exact. Upstream speaks in cents as decimal strings
 * (contract 12.2); what it says beyond ten places is rounded half to even.
 */
export type Units = bigint

const places = 10
const scale = new Big(10).pow(places)

export function unitsOf(cents: string | number): Units {
  return BigInt(new Big(cents).times(scale).round(0, Big.roundHalfEven).toFixed(0))
}

/** Cents as a decimal string with at least two places, as upstream writes them. */
export function centsOf(units: Units): string {
  const exact = new Big(units.toString()).div(scale).toFixed(places)
  return exact.replace(/0{1,8}$/, '')
}

export function sumUnits(amounts: Iterable<Units>): Units {
  let sum = 0n
  for (const amount of amounts) sum += amount
  return sum
}
