import 'server-only'
import type { Database } from '#lib/server/store/database.ts'
import type { UsageDayTable } from '#lib/server/store/schema-usage.ts'
import { coverage } from './coverage.ts'
import { dayOf, hourDays, hourMs, lastDays, windowDays } from './days.ts'
import { daysAfter, readReports, usageRevision } from './days-store.ts'
import { UsageFigures } from './figures.ts'
import type { ReadDays } from './figures.ts'
import { usageReports } from './rows.ts'
import type { UsageReport } from './rows.ts'
import { shareCost } from './share-cost.ts'
import type { CostShares } from './share-cost.ts'

export type UsageReader = {
  /** The newest figures: one small query when nothing has changed. */
  figures: () => Promise<UsageFigures>
}

type Reports = Awaited<ReturnType<typeof readReports>>
type HeldShares = { of: string; shares: CostShares }

const words: Record<UsageReport, string> = {
  messages: 'Usage',
  hours: 'Usage by the hour',
  cost: 'Cost',
  claude_code: 'Claude Code usage',
}

/** Keeps the days in memory and loads only what was written since. `off` says that nothing is read here, and why. */
export function createUsageReader(database: Database, off: string | null, now: () => number = Date.now): UsageReader {
  const days: ReadDays = { messages: new Map(), hours: new Map(), cost: new Map(), claude_code: new Map() }
  const shares = new Map<string, HeldShares>()
  let newest = -1
  let held: { name: string; figures: UsageFigures } | null = null
  let loading: Promise<UsageFigures> | null = null

  const load = async (): Promise<UsageFigures> => {
    const [at, revision] = [now(), await usageRevision(database)]
    // Whether a window was read whole is asked of the clock, so figures last an hour at most.
    const name = `${revision}-${Math.floor(at / hourMs)}`
    if (held?.name === name) return held.figures
    const window = windowDays(at)
    for (const row of await daysAfter(database, newest, window[0] ?? '')) take(days, row)
    newest = revision
    forgetBefore(days, window[0] ?? '')
    keepShares(shares, days, window)
    held = { name, figures: figuresOf({ days, shares, window, at, revision, off }, await readReports(database)) }
    return held.figures
  }

  return {
    figures: async () => {
      const before = loading
      if (before !== null) await before.catch(() => undefined)
      loading ??= load().finally(() => (loading = null))
      return loading
    },
  }
}

function take(days: ReadDays, { report, day, measured_ms, revision, data }: UsageDayTable): void {
  const known = usageReports.find((name) => name === report)
  if (known !== undefined) days[known].set(day, { measured_ms, revision, rows: JSON.parse(data) })
}

function forgetBefore(days: ReadDays, first: string): void {
  for (const report of usageReports) for (const day of days[report].keys()) if (day < first) days[report].delete(day)
}

/** Shares of a day are made anew only when its cost or its use has changed. */
function keepShares(shares: Map<string, HeldShares>, days: ReadDays, window: readonly string[]): void {
  for (const day of shares.keys()) if (!window.includes(day)) shares.delete(day)
  for (const day of window) {
    const [cost, use] = [days.cost.get(day), days.messages.get(day)]
    if (cost === undefined || use === undefined) continue
    const of = `${cost.revision}-${use.revision}`
    if (shares.get(day)?.of !== of) shares.set(day, { of, shares: shareCost(cost.rows, use.rows) })
  }
}

type Loaded = {
  days: ReadDays
  shares: ReadonlyMap<string, HeldShares>
  window: readonly string[]
  at: number
  revision: number
  off: string | null
}

function figuresOf({ days, shares, window, at, revision, off }: Loaded, reports: Reports): UsageFigures {
  const measured = (report: UsageReport, wanted = window) => {
    const problem = reports.get(report)?.problem ?? null
    const said = problem === null ? null : `${words[report]} ${problem}`
    return coverage(wanted, days[report], off ?? said, at)
  }
  const [usage, cost, claudeCode] = [measured('messages'), measured('cost'), measured('claude_code')]
  return new UsageFigures({
    revision: `u${revision}-${dayOf(at)}-${Number(usage.complete)}${Number(cost.complete)}`,
    now: at,
    usage,
    hours: measured('hours', lastDays(hourDays, at)),
    cost,
    claudeCode,
    days,
    shares: new Map([...shares].map(([day, item]) => [day, item.shares])),
  })
}
