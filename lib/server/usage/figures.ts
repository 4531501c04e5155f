import 'server-only'
import type { KeyUsage, Measured } from '#lib/schemas/usage.ts'
import { centsOf, sumUnits, unitsOf } from './cents.ts'
import type { Units } from './cents.ts'
import { dayMs, hourMs, lastDays, startOf } from './days.ts'
import { tokenTypes } from './rows.ts'
import type { CostLine, KeyHourRow, KeyUseRow, RowsOf, UsageReport } from './rows.ts'
import type { CostShares } from './share-cost.ts'

export type ReadDay<R extends UsageReport> = { measured_ms: number; revision: number; rows: readonly RowsOf[R][] }
export type ReadDays = { [R in UsageReport]: Map<string, ReadDay<R>> }

/** Days of the cost estimate, today among them. */
export const costDays = 30

export type FiguresParts = {
  revision: string
  now: number
  usage: Measured
  hours: Measured
  cost: Measured
  claudeCode: Measured
  days: ReadDays
  shares: ReadonlyMap<string, CostShares>
}

type LastUse = { ms: number; within: 'hour' | 'day' }

/** What was used and paid, at one revision of what was read. Never changed after it is made. */
export class UsageFigures {
  readonly revision: string
  readonly usage: Measured
  readonly hours: Measured
  readonly cost: Measured
  readonly claudeCode: Measured
  readonly madeMs: number
  readonly #days: ReadDays
  readonly #shares: ReadonlyMap<string, CostShares>
  readonly #lastUse: ReadonlyMap<string, LastUse>
  readonly #keyCost: ReadonlyMap<string, Units>

  constructor({ revision, now, usage, hours, cost, claudeCode, days, shares }: FiguresParts) {
    this.revision = revision
    this.usage = usage
    this.hours = hours
    this.cost = cost
    this.claudeCode = claudeCode
    this.madeMs = now
    // The maps go on growing with what is read later; the rows in them never change.
    this.#days = {
      messages: new Map(days.messages),
      hours: new Map(days.hours),
      cost: new Map(days.cost),
      claude_code: new Map(days.claude_code),
    }
    this.#shares = shares
    this.#lastUse = lastUses(this.#days)
    this.#keyCost = keyCosts(shares, lastDays(costDays, now))
  }

  /** What is known of one key; `cost_30d` also needs that both reports were read whole. */
  ofKey(id: string): KeyUsage {
    const seen = this.#lastUse.get(id)
    const priced = this.usage.complete && this.cost.complete
    return {
      use: seen !== undefined ? 'seen' : this.usage.complete ? 'not_seen' : 'not_measured',
      last_used_at: seen === undefined ? null : new Date(seen.ms).toISOString(),
      last_used_within: seen?.within ?? null,
      cost_30d: priced ? centsOf(this.#keyCost.get(id) ?? 0n) : null,
    }
  }

  /**
   * Tokens of a key in the last `hours` (at most 24: upstream's hours are kept for today and yesterday). Null unless they
   * were read without a gap up to an hour ago: "0 tokens" is what people switch a key off for.
   */
  tokensOfKey(id: string, hours: number): number | null {
    const until = this.hours.measured_until
    if (until === null || Date.parse(until) < this.madeMs - hourMs) return null
    const since = this.madeMs - hours * hourMs
    let tokens = 0
    for (const [day, { rows }] of this.#days.hours)
      for (const row of rows) if (row.key === id && startOf(day) + (row.hour + 1) * hourMs > since) tokens += row.tokens
    return tokens
  }

  /** Tokens of a key in the last `days` UTC days, today among them; null when not measured. */
  tokensOfKeyInDays(id: string, days: number): number | null {
    if (!this.usage.complete) return null
    const rows = lastDays(days, this.madeMs).flatMap((day) => this.#days.messages.get(day)?.rows ?? [])
    // Behind the tokens stand the web searches.
    const counts = rows.filter(({ key }) => key === id).flatMap((row) => row.counts.slice(0, tokenTypes.length))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** The cost of one day by workspace (empty: the default one); undefined when that day was not read. */
  costOfDay(day: string): ReadonlyMap<string, Units> | undefined {
    const read = this.#days.cost.get(day)
    return read === undefined ? undefined : byWorkspace(read.rows)
  }

  /** Cost lines of one workspace over these days, summed by model; lines without a model by their type. */
  costByModel(workspace: string, days: readonly string[]): ReadonlyMap<string, Units> {
    const lines = days.flatMap((day) => this.#days.cost.get(day)?.rows ?? [])
    return sumLines(
      lines.filter((line) => line.workspace === workspace),
      (line) => line.model || line.type,
    )
  }

  /** The estimate for each key of one workspace over these days; the empty key is what belongs to none. */
  costByKey(workspace: string, days: readonly string[]): ReadonlyMap<string, Units> {
    const sums = new Map<string, Units>()
    for (const day of days)
      for (const [key, units] of this.#shares.get(day)?.get(workspace) ?? []) add(sums, key, units)
    return sums
  }

  /** What Claude Code did, by day, newest last; days that were not read are left out. */
  claudeCodeDays(): ReadonlyMap<string, ReadDay<'claude_code'>> {
    return this.#days.claude_code
  }
}

/** Rows of a day never change, so their sums are made once. */
const workspaceSums = new WeakMap<readonly CostLine[], ReadonlyMap<string, Units>>()

function byWorkspace(lines: readonly CostLine[]): ReadonlyMap<string, Units> {
  const known = workspaceSums.get(lines) ?? sumLines(lines, (line) => line.workspace)
  workspaceSums.set(lines, known)
  return known
}

function lastUses(days: ReadDays): Map<string, LastUse> {
  const last = new Map<string, LastUse>()
  const see = (key: string, use: LastUse) => {
    const known = last.get(key)
    if (key !== '' && (known === undefined || use.ms >= known.ms)) last.set(key, use)
  }
  for (const [day, { rows }] of days.messages)
    for (const row of rows) if (wasUsed(row)) see(row.key, { ms: startOf(day), within: 'day' })
  for (const [day, { rows }] of days.hours)
    for (const row of rows) if (row.tokens > 0) see(row.key, { ms: hourOf(day, row), within: 'hour' })
  return last
}

function wasUsed({ counts }: KeyUseRow): boolean {
  return counts.some((count) => count > 0)
}

function hourOf(day: string, { hour }: KeyHourRow): number {
  return startOf(day) + Math.min(hour * hourMs, dayMs - hourMs)
}

function keyCosts(shares: ReadonlyMap<string, CostShares>, days: readonly string[]): Map<string, Units> {
  const costs = new Map<string, Units>()
  for (const day of days)
    for (const byKey of shares.get(day)?.values() ?? []) for (const [key, units] of byKey) add(costs, key, units)
  return costs
}

function add(sums: Map<string, Units>, name: string, units: Units): void {
  sums.set(name, (sums.get(name) ?? 0n) + units)
}

function sumLines(lines: readonly CostLine[], nameOf: (line: CostLine) => string): Map<string, Units> {
  const sums = new Map<string, Units>()
  for (const line of lines) add(sums, nameOf(line), unitsOf(line.cents))
  return sums
}

/** The sum of these amounts as cents. */
export function totalCents(amounts: Iterable<Units>): string {
  return centsOf(sumUnits(amounts))
}
