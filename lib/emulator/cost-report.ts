import { queryChoice, queryList } from './context.ts'
import type { Context } from './context.ts'
import { groupRecords, pageOfBuckets } from './report.ts'
import type { Report } from './report.ts'
import type { UsageRecord } from './usage-records.ts'

/** Millionths of a cent for one token; whole numbers, so that sums stay exact (trap 22). */
type Prices = { input: bigint; output: bigint; cacheRead: bigint; cache5m: bigint; cache1h: bigint }

const sonnet: Prices = { input: 300n, output: 1500n, cacheRead: 30n, cache5m: 375n, cache1h: 600n }
const prices: Record<string, Prices> = {
  'claude-opus-4-5': { input: 500n, output: 2500n, cacheRead: 50n, cache5m: 625n, cache1h: 1000n },
  'claude-sonnet-4-5': sonnet,
  'claude-haiku-4-5': { input: 100n, output: 500n, cacheRead: 10n, cache5m: 125n, cache1h: 200n },
}
const webSearchPrice = 1_000_000n

type CostLine = {
  micro: bigint
  workspace_id: string | null
  description: string
  cost_type: 'tokens' | 'web_search'
  model: string | null
  service_tier: string | null
  token_type: string | null
  context_window: string | null
  inference_geo: string | null
}

type CostRow = Record<Exclude<keyof CostLine, 'micro'>, string | null> & { amount: string; currency: 'USD' }

function costLines(record: UsageRecord): CostLine[] {
  const price = prices[record.model] ?? sonnet
  const { model, service_tier, context_window, inference_geo, workspace_id } = record
  const parts: [string, number, bigint][] = [
    ['uncached_input_tokens', record.uncached_input_tokens, price.input],
    ['output_tokens', record.output_tokens, price.output],
    ['cache_read_input_tokens', record.cache_read_input_tokens, price.cacheRead],
    ['cache_creation.ephemeral_5m_input_tokens', record.ephemeral_5m_input_tokens, price.cache5m],
    ['cache_creation.ephemeral_1h_input_tokens', record.ephemeral_1h_input_tokens, price.cache1h],
  ]
  const lines = parts.map(([token_type, count, each]): CostLine => {
    const full = BigInt(count) * each
    return {
      micro: service_tier === 'batch' ? full / 2n : full,
      workspace_id,
      description: `${model} ${token_type} (${service_tier}, ${context_window}, ${inference_geo})`,
      cost_type: 'tokens',
      model,
      service_tier,
      token_type,
      context_window,
      inference_geo,
    }
  })
  return [...lines, webSearchLine(record)].filter((line) => line.micro > 0n)
}

function webSearchLine({ web_search_requests, workspace_id }: UsageRecord): CostLine {
  const empty = { model: null, service_tier: null, token_type: null, context_window: null, inference_geo: null }
  const micro = BigInt(web_search_requests) * webSearchPrice
  return { ...empty, micro, workspace_id, description: 'Web search', cost_type: 'web_search' }
}

/** What one record cost, in millionths of a cent. */
export function recordCost(record: UsageRecord): bigint {
  return sumMicro(costLines(record))
}

/** What so many tokens of a model cost at the standard tier, in millionths of a cent. */
export function tokensCost(
  model: string,
  tokens: { input: number; output: number; cache_read: number; cache_creation: number },
): bigint {
  const price = prices[model] ?? sonnet
  return (
    BigInt(tokens.input) * price.input +
    BigInt(tokens.output) * price.output +
    BigInt(tokens.cache_read) * price.cacheRead +
    BigInt(tokens.cache_creation) * price.cache5m
  )
}

function sumMicro(lines: readonly CostLine[]): bigint {
  return lines.reduce((sum, line) => sum + line.micro, 0n)
}

/** Cents as a decimal string, with at least two places. */
export function formatCents(micro: bigint): string {
  const fraction = String(micro % 1_000_000n)
    .padStart(6, '0')
    .replace(/0{1,4}$/, '')
  return `${micro / 1_000_000n}.${fraction}`
}

/** `GET /cost_report`, contract 12.2: there is no view by key or by person. */
export function reportCost(context: Context): Report<CostRow> {
  queryChoice(context, 'bucket_width', ['1d'])
  const grouped = queryList(context, 'group_by', ['workspace_id', 'description']) ?? []
  const byWorkspace = grouped.includes('workspace_id')
  const byDescription = grouped.includes('description')
  return pageOfBuckets(context, '1d', context.world.usage(), (records) =>
    groupRecords(records.flatMap(costLines), (line) =>
      JSON.stringify([byWorkspace ? line.workspace_id : null, byDescription ? line.description : null]),
    ).map((lines) => costRow(lines, byWorkspace, byDescription)),
  )
}

function costRow(lines: CostLine[], byWorkspace: boolean, byDescription: boolean): CostRow {
  const [first] = lines
  const described = byDescription ? first : undefined
  return {
    amount: formatCents(sumMicro(lines)),
    currency: 'USD',
    workspace_id: byWorkspace ? (first?.workspace_id ?? null) : null,
    description: described?.description ?? null,
    cost_type: described?.cost_type ?? null,
    model: described?.model ?? null,
    service_tier: described?.service_tier ?? null,
    token_type: described?.token_type ?? null,
    context_window: described?.context_window ?? null,
    inference_geo: described?.inference_geo ?? null,
  }
}
