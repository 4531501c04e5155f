import 'server-only'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import type { UsageDayTable, UsageReportTable } from '#lib/server/store/schema-usage.ts'
import { usageReports } from './rows.ts'
import type { RowsOf, UsageReport } from './rows.ts'

/** How long days stay: a year and a month, so that last year's month can be compared. */
const keptMs = 400 * 86_400_000
const revisionName = 'usage'

export type MeasuredDay = Pick<UsageDayTable, 'day' | 'measured_ms'>

/** Which days of a report are there since `from`, and when each was asked for. */
export function measuredDays(database: Database, report: UsageReport, from: string): Promise<MeasuredDay[]> {
  return database.db
    .selectFrom('usage_day')
    .select(['day', 'measured_ms'])
    .where('report', '=', report)
    .where('day', '>=', from)
    .execute()
}

/** Writes whole days of a report at once, each over what was known of it, and says that the report is to be had. */
export async function writeDays<R extends UsageReport>(
  database: Database,
  report: R,
  days: ReadonlyMap<string, readonly RowsOf[R][]>,
  measured_ms: number,
): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    const revision = await nextRevision(trx)
    for (const [day, rows] of days) {
      const written = { measured_ms, revision, data: JSON.stringify(rows) }
      await trx
        .insertInto('usage_day')
        .values({ report, day, ...written })
        .onConflict((conflict) => conflict.columns(['report', 'day']).doUpdateSet(written))
        .execute()
    }
    const checked = { problem: null, checked_ms: measured_ms }
    await trx
      .insertInto('usage_report')
      .values({ report, ...checked })
      .onConflict((conflict) => conflict.column('report').doUpdateSet(checked))
      .execute()
    const oldest = new Date(measured_ms - keptMs).toISOString().slice(0, 10)
    await trx.deleteFrom('usage_day').where('report', '=', report).where('day', '<', oldest).execute()
  })
}

/** Keeps why a report is not to be had, as the end of a sentence that begins with its name. What was read before stays. */
export async function writeProblem(
  database: Database,
  report: UsageReport,
  problem: string,
  checked_ms: number,
): Promise<void> {
  await database.db.transaction().execute(async (trx) => {
    await nextRevision(trx)
    await trx
      .insertInto('usage_report')
      .values({ report, problem, checked_ms })
      .onConflict((conflict) => conflict.column('report').doUpdateSet({ problem, checked_ms }))
      .execute()
  })
}

export async function readReports(database: Database): Promise<Map<UsageReport, Omit<UsageReportTable, 'report'>>> {
  const rows = await database.db.selectFrom('usage_report').selectAll().execute()
  return new Map(
    usageReports.flatMap((report) => {
      const row = rows.find((candidate) => candidate.report === report)
      return row === undefined ? [] : [[report, { problem: row.problem, checked_ms: row.checked_ms }] as const]
    }),
  )
}

export async function usageRevision(database: Database): Promise<number> {
  const row = await database.db
    .selectFrom('mirror_revision')
    .select('revision')
    .where('name', '=', revisionName)
    .executeTakeFirst()
  return row?.revision ?? 0
}

/** Days since `from` that were written after `revision`. */
export function daysAfter(database: Database, revision: number, from: string): Promise<UsageDayTable[]> {
  return database.db
    .selectFrom('usage_day')
    .selectAll()
    .where('revision', '>', revision)
    .where('day', '>=', from)
    .orderBy('day')
    .execute()
}

async function nextRevision(trx: Queryable): Promise<number> {
  await trx
    .insertInto('mirror_revision')
    .values({ name: revisionName, revision: 0 })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { revision } = await trx
    .updateTable('mirror_revision')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('name', '=', revisionName)
    .returning('revision')
    .executeTakeFirstOrThrow()
  return revision
}
