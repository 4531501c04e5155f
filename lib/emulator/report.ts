import { day, formatTime, hour, minute } from './clock.ts'
import { queryList, queryValue } from './context.ts'
import type { Context } from './context.ts'
import { decodePageToken, encodePageToken, readLimit } from './paging.ts'
import { badRequest } from './refusal.ts'
import type { UsageRecord } from './usage-records.ts'

/** Length of a bucket, and how many of them a page holds by default and at most (contract 12.1). */
export const bucketWidths = {
  '1m': { span: minute, usual: 60, most: 1440 },
  '1h': { span: hour, usual: 24, most: 168 },
  '1d': { span: day, usual: 7, most: 31 },
} as const
export type BucketWidth = keyof typeof bucketWidths

export type Report<Row> = {
  data: { starting_at: string; ending_at: string; results: Row[] }[]
  has_more: boolean
  next_page: string | null
}

function readTime(context: Context, name: string): number | undefined {
  const text = queryValue(context, name)
  if (text === undefined) return undefined
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw badRequest(`${name}: '${text}' is not an RFC 3339 time.`)
  return time
}

/** One page of buckets, oldest first, empty ones included; `rowsOf` turns the records of one bucket into rows. */
export function pageOfBuckets<Row>(
  context: Context,
  width: BucketWidth,
  records: readonly UsageRecord[],
  rowsOf: (records: UsageRecord[]) => Row[],
): Report<Row> {
  const { span, usual, most } = bucketWidths[width]
  const from = readTime(context, 'starting_at')
  if (from === undefined) throw badRequest('starting_at: Field required')
  const now = context.world.clock.now()
  const until = Math.min(readTime(context, 'ending_at') ?? now, now)
  const limit = readLimit(context, usual, most)
  const token = decodePageToken(context)
  const start = token === undefined ? Math.floor(from / span) * span : Number(token)
  if (!Number.isInteger(start / span)) throw badRequest('page: not a page token of this report.')
  const data: Report<Row>['data'] = []
  let time = start
  for (; time < until && data.length < limit; time += span) {
    const inside = records.slice(firstFrom(records, time), firstFrom(records, Math.min(time + span, now)))
    data.push({ starting_at: formatTime(time), ending_at: formatTime(time + span), results: rowsOf(inside) })
  }
  const more = time < until
  return { data, has_more: more, next_page: more ? encodePageToken(String(time)) : null }
}

/** Where the records of this moment or later begin; they are sorted by time. */
function firstFrom(records: readonly UsageRecord[], time: number): number {
  let [low, high] = [0, records.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((records[middle]?.time ?? Infinity) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** Records brought together where all grouped dimensions are equal, in the order they first appear. */
export function groupRecords<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return [...groups.values()]
}

/** Which values a dimension may have, from a plural filter; everything passes when there is none. */
export function dimensionFilter(
  context: Context,
  parameter: string,
  dimension: keyof UsageRecord,
  allowed?: readonly string[],
): (record: UsageRecord) => boolean {
  const wanted = queryList(context, parameter, allowed)
  return (record) => wanted === undefined || wanted.includes(String(record[dimension]))
}
