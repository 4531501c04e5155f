import 'server-only'

/**
 * One day (UTC, `2026-11-24`) of one usage report, as compact rows in JSON (usage/rows.ts). `measured_ms` is when it was
 * asked for; `revision` rises with every change, over all reports, so readers load only what is new.
 */
export type UsageDayTable = { report: string; day: string; measured_ms: number; revision: number; data: string }

/** How asking for a report last went: why it is not to be had, in words; null when all is well. */
export type UsageReportTable = { report: string; problem: string | null; checked_ms: number }
