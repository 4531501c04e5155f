import 'server-only'
import { randomUUID } from 'node:crypto'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import { UpstreamError, answerTooLarge } from '#lib/server/admin-api/errors.ts'
import type { Database } from '#lib/server/store/database.ts'
import { dropLease, takeLease } from '#lib/server/store/lease.ts'
import { lastDays } from './days.ts'
import { measuredDays, readReports, writeDays, writeProblem } from './days-store.ts'
import { fetchDays } from './fetch.ts'
import { nextStretch, reportPlans } from './plan.ts'
import type { ReportPlan, Stretch } from './plan.ts'
import type { UsageReport } from './rows.ts'

export type UsageSyncParts = {
  database: Database
  /** The Admin API in the sync lane. */
  admin: AdminApi
  now?: () => number
}

export type UsageSync = {
  /**
   * One call, or the few of one stretch of days, of whatever is most missing. False when nothing is, or when another
   * process is at it. `freshForMs` says how old today's figures may be. Throws UpstreamError when upstream is not well.
   */
  step: (freshForMs: number) => Promise<boolean>
}

const leaseName = 'usage'
const leaseMs = 120_000
/** A report that was refused is asked for again after a while: somebody may have given the key more rights. */
const refusedForMs = 15 * 60_000
/** After so many failures in a row people are told, and the report waits as if it had been refused. */
const toldAfter = 3
/** One that failed otherwise lets the others go first for a minute. */
const failedForMs = 60_000

/** Keeps the days of the reports in step with upstream, a step at a time: it may stop after any and goes on there. */
export function createUsageSync({ database, admin, now = Date.now }: UsageSyncParts): UsageSync {
  const holder = randomUUID()
  const atOnce = new Map<UsageReport, number>()
  const failed = new Map<UsageReport, { ms: number; times: number }>()

  const nextPlan = async (freshForMs: number): Promise<{ plan: ReportPlan; stretch: Stretch } | null> => {
    const at = now()
    const reports = await readReports(database)
    for (const plan of reportPlans) {
      const known = reports.get(plan.report)
      if (known !== undefined && known.problem !== null && at - known.checked_ms < refusedForMs) continue
      if (at - (failed.get(plan.report)?.ms ?? 0) < failedForMs) continue
      const [from = ''] = lastDays(plan.days, at)
      const measured = await measuredDays(database, plan.report, from)
      const stretch = nextStretch(plan, measured, at, freshForMs, atOnce.get(plan.report))
      if (stretch !== null) return { plan, stretch }
    }
    return null
  }

  const noteFailure = async (report: UsageReport, error: unknown, ms: number): Promise<void> => {
    const times = (failed.get(report)?.times ?? 0) + 1
    failed.set(report, { ms, times })
    if (times >= toldAfter && error instanceof UpstreamError)
      await writeProblem(database, report, `cannot be read at present: ${error.message}`, ms)
  }

  const read = async ({ report }: ReportPlan, stretch: Stretch): Promise<void> => {
    const askedMs = now()
    try {
      await writeDays(database, report, await fetchDays[report](admin, stretch), askedMs)
      failed.delete(report)
    } catch (error) {
      if (isTooLarge(error) && stretch.days.length > 1) atOnce.set(report, Math.ceil(stretch.days.length / 2))
      else if (isRefused(error))
        await writeProblem(database, report, `is not available with this admin key: ${error.message}`, askedMs)
      else {
        await noteFailure(report, error, askedMs)
        throw error
      }
    }
  }

  return {
    step: async (freshForMs) => {
      if ((await takeLease(database, leaseName, holder, leaseMs)) === null) return false
      try {
        const next = await nextPlan(freshForMs)
        if (next !== null) await read(next.plan, next.stretch)
        return next !== null
      } finally {
        await dropLease(database, leaseName, holder)
      }
    },
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof UpstreamError && error.code === answerTooLarge
}

/** No permission, no such report, not this grouping: one report's matter. 401 is the key itself, told elsewhere. */
function isRefused(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.outcome === 'refused' && error.status !== 401
}
