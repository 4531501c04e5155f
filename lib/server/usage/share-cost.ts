import 'server-only'
import { sumUnits, unitsOf } from './cents.ts'
import type { Units } from './cents.ts'
import { tokenTypes, totalTokens } from './rows.ts'
import type { CostLine, KeyUseRow } from './rows.ts'

/** Workspace → key → what it cost. The key is empty where no key was used: Playground, or nothing that tells. */
export type CostShares = Map<string, Map<string, Units>>

const webSearches = tokenTypes.length

/**
 * Shares one day's cost over the keys that were used that day: upstream tells no cost by key. Each line of a workspace
 * goes to its keys in proportion to their tokens of that model and type (web searches: to their searches); where no
 * key has any, to their tokens of that model, else of all models; where nothing was used, to no key. The shares of a
 * line add up to it exactly: what whole units leave over goes to the largest remainders, equal ones by key id.
 */
export function shareCost(lines: readonly CostLine[], uses: readonly KeyUseRow[]): CostShares {
  const byWorkspace = Map.groupBy(uses, (use) => use.workspace)
  const shares: CostShares = new Map()
  for (const line of lines) {
    const known = shares.get(line.workspace) ?? new Map<string, Units>()
    shares.set(line.workspace, known)
    const weights = weightsFor(line, byWorkspace.get(line.workspace) ?? [])
    for (const [key, units] of divide(unitsOf(line.cents), weights)) known.set(key, (known.get(key) ?? 0n) + units)
  }
  return shares
}

/** Key → its part, none of them zero. */
function weightsFor(line: CostLine, uses: readonly KeyUseRow[]): Map<string, bigint> {
  const ofModel = uses.filter((use) => use.model === line.model)
  const type = tokenTypes.findIndex((name) => name === line.token_type)
  const precise =
    line.type === 'web_search'
      ? weigh(uses, (use) => use.counts[webSearches] ?? 0)
      : weigh(ofModel, (use) => use.counts[type] ?? 0)
  if (precise.size > 0) return precise
  const byModel = weigh(ofModel, (use) => totalTokens(use.counts))
  return byModel.size > 0 ? byModel : weigh(uses, (use) => totalTokens(use.counts))
}

function weigh(uses: readonly KeyUseRow[], weightOf: (use: KeyUseRow) => number): Map<string, bigint> {
  const weights = new Map<string, bigint>()
  for (const use of uses) {
    const weight = weightOf(use)
    if (weight > 0) weights.set(use.key, (weights.get(use.key) ?? 0n) + BigInt(Math.round(weight)))
  }
  return weights
}

/** `whole` in parts that add up to it, in proportion to the weights; without weights it belongs to no key. */
export function divide(whole: Units, weights: ReadonlyMap<string, bigint>): Map<string, Units> {
  const total = sumUnits(weights.values())
  if (total <= 0n) return new Map([['', whole]])
  const size = whole < 0n ? -whole : whole
  const sign = whole < 0n ? -1n : 1n
  const parts = [...weights].map(([key, weight]) => ({
    key,
    units: (size * weight) / total,
    rest: (size * weight) % total,
  }))
  let left = size - sumUnits(parts.map((part) => part.units))
  parts.sort((a, b) => (a.rest === b.rest ? compare(a.key, b.key) : a.rest > b.rest ? -1 : 1))
  for (const part of parts) {
    if (left === 0n) break
    part.units += 1n
    left -= 1n
  }
  return new Map(parts.map(({ key, units }) => [key, units * sign]))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
