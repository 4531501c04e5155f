import { hasBeta, queryChoice, queryList } from './context.ts'
import type { Context } from './context.ts'
import { badRequest } from './refusal.ts'
import { bucketWidths, dimensionFilter, groupRecords, pageOfBuckets } from './report.ts'
import type { BucketWidth, Report } from './report.ts'
import type { UsageRecord } from './usage-records.ts'

const dimensions = [
  'account_id',
  'api_key_id',
  'context_window',
  'inference_geo',
  'model',
  'service_account_id',
  'service_tier',
  'workspace_id',
] as const
type Dimension = (typeof dimensions)[number] | 'speed'

const speedBeta = 'fast-mode-2026-02-01'
const serviceTiers = ['batch', 'flex', 'flex_discount', 'priority', 'priority_on_demand', 'standard']

type UsageRow = Partial<Record<Dimension, string | null>> & {
  uncached_input_tokens: number
  output_tokens: number
  cache_read_input_tokens: number
  cache_creation: { ephemeral_1h_input_tokens: number; ephemeral_5m_input_tokens: number }
  server_tool_use: { web_search_requests: number }
}

/** `GET /usage_report/messages`, contract 12.1. */
export function reportUsage(context: Context): Report<UsageRow> {
  const withSpeed = hasBeta(context.call, speedBeta)
  const width = (queryChoice(context, 'bucket_width', Object.keys(bucketWidths)) ?? '1d') as BucketWidth
  const grouped = queryList(context, 'group_by', [...dimensions, 'speed']) ?? []
  const speeds = queryList(context, 'speeds', ['fast', 'standard'])
  if (!withSpeed && (speeds !== undefined || grouped.includes('speed'))) {
    throw badRequest(`speed: grouping and filtering need anthropic-beta: ${speedBeta}.`)
  }
  const filters = [
    dimensionFilter(context, 'account_ids', 'account_id'),
    dimensionFilter(context, 'api_key_ids', 'api_key_id'),
    dimensionFilter(context, 'context_window', 'context_window', ['0-200k', '200k-1M']),
    dimensionFilter(context, 'inference_geos', 'inference_geo', ['global', 'us', 'not_available']),
    dimensionFilter(context, 'models', 'model'),
    dimensionFilter(context, 'service_account_ids', 'service_account_id'),
    dimensionFilter(context, 'service_tiers', 'service_tier', serviceTiers),
    dimensionFilter(context, 'speeds', 'speed'),
    dimensionFilter(context, 'workspace_ids', 'workspace_id'),
  ]
  const records = context.world.usage().filter((record) => filters.every((passes) => passes(record)))
  const shown: Dimension[] = withSpeed ? [...dimensions, 'speed'] : [...dimensions]
  const kept = shown.filter((dimension) => grouped.includes(dimension))
  return pageOfBuckets(context, width, records, (inside) =>
    groupRecords(inside, (record) => JSON.stringify(kept.map((dimension) => record[dimension]))).map((group) =>
      usageRow(group, shown, kept),
    ),
  )
}

function usageRow(group: UsageRecord[], shown: readonly Dimension[], kept: readonly Dimension[]): UsageRow {
  const [first] = group
  const values: Partial<Record<Dimension, string | null>> = {}
  for (const dimension of shown) values[dimension] = kept.includes(dimension) ? (first?.[dimension] ?? null) : null
  const sum = (amountOf: (record: UsageRecord) => number) =>
    group.reduce((total, record) => total + amountOf(record), 0)
  return {
    ...values,
    uncached_input_tokens: sum((record) => record.uncached_input_tokens),
    output_tokens: sum((record) => record.output_tokens),
    cache_read_input_tokens: sum((record) => record.cache_read_input_tokens),
    cache_creation: {
      ephemeral_1h_input_tokens: sum((record) => record.ephemeral_1h_input_tokens),
      ephemeral_5m_input_tokens: sum((record) => record.ephemeral_5m_input_tokens),
    },
    server_tool_use: { web_search_requests: sum((record) => record.web_search_requests) },
  }
}
