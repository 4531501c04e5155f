import 'server-only'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import { wholeReport } from '#lib/server/admin-api/report-pages.ts'
import { dayOf } from './days.ts'
import type { Stretch } from './plan.ts'
import { claudeCodeRows, costLines, keyUseRow, tokensOf } from './rows.ts'
import type { KeyHourRow, RowsOf, UsageReport } from './rows.ts'

type Reports = Pick<AdminApi, 'usage' | 'cost' | 'claudeCode'>
type Bucket<Row> = { starting_at: string; results: Row[] }

const hoursADay = 24
const recordsAPage = 1000

/** Asks upstream for a stretch of days of one report; a day without rows is there, empty. Throws UpstreamError. */
export const fetchDays: {
  [R in UsageReport]: (admin: Reports, stretch: Stretch) => Promise<Map<string, RowsOf[R][]>>
} = {
  messages: async ({ usage }, stretch) => {
    const group_by = ['api_key_id', 'workspace_id', 'model'] as const
    const query = { ...range(stretch), group_by, bucket_width: '1d' as const, limit: stretch.days.length }
    const buckets = await wholeReport((page) => usage.messages({ ...query, page }))
    return byDay(stretch, buckets, (rows) => rows.map(keyUseRow))
  },
  hours: async ({ usage }, stretch) => {
    const limit = stretch.days.length * hoursADay
    const query = { ...range(stretch), group_by: ['api_key_id'] as const, bucket_width: '1h' as const, limit }
    const buckets = await wholeReport((page) => usage.messages({ ...query, page }))
    return byDay(stretch, buckets, (rows, at): KeyHourRow[] =>
      rows.map((row) => ({ key: row.api_key_id ?? '', hour: new Date(at).getUTCHours(), tokens: tokensOf(row) })),
    )
  },
  cost: async ({ cost }, stretch) => {
    const group_by = ['workspace_id', 'description'] as const
    const query = { ...range(stretch), group_by, limit: stretch.days.length }
    const buckets = await wholeReport((page) => cost.report({ ...query, page }))
    return byDay(stretch, buckets, costLines)
  },
  claude_code: async ({ claudeCode }, stretch) => {
    const days = new Map<string, RowsOf['claude_code'][]>()
    for (const day of stretch.days) {
      const query = { starting_at: day, limit: recordsAPage }
      days.set(day, claudeCodeRows(await wholeReport((page) => claudeCode.day({ ...query, page }))))
    }
    return days
  },
}

function range({ from, until }: Stretch): { starting_at: string; ending_at: string } {
  return { starting_at: `${from}T00:00:00Z`, ending_at: `${until}T00:00:00Z` }
}

/** Buckets outside of what was asked for are left out, whatever upstream's clock made of the question. */
function byDay<Row, Kept>(
  { days }: Stretch,
  buckets: readonly Bucket<Row>[],
  keep: (rows: readonly Row[], at: number) => Kept[],
): Map<string, Kept[]> {
  const found = new Map(days.map((day) => [day, [] as Kept[]]))
  for (const { starting_at, results } of buckets) {
    const at = Date.parse(starting_at)
    const kept = Number.isNaN(at) ? undefined : found.get(dayOf(at))
    if (kept !== undefined) for (const row of keep(results, at)) kept.push(row)
  }
  return found
}
