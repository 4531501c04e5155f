import 'server-only'
import type { ClaudeCodeRecord, CostRow, UsageRow } from '#lib/schemas/usage-reports.ts'
import { centsOf, unitsOf } from './cents.ts'

/** What of a report is kept, a day at a time. Empty text stands for upstream's null: default workspace, no key, no model. */

export const usageReports = ['messages', 'hours', 'cost', 'claude_code'] as const
export type UsageReport = (typeof usageReports)[number]

/** Tokens by the names that the cost report gives them. */
export const tokenTypes = [
  'uncached_input_tokens',
  'output_tokens',
  'cache_read_input_tokens',
  'cache_creation.ephemeral_5m_input_tokens',
  'cache_creation.ephemeral_1h_input_tokens',
] as const

/** `counts` has one number for each of `tokenTypes`, then the web searches. */
export type KeyUseRow = { key: string; workspace: string; model: string; counts: number[] }
/** `hour` counts from midnight UTC. */
export type KeyHourRow = { key: string; hour: number; tokens: number }
export type CostLine = { workspace: string; type: string; model: string; token_type: string; cents: string }
export type ClaudeCodeRow = {
  actor: string
  actor_type: string
  sessions: number
  lines_added: number
  lines_removed: number
  commits: number
  pull_requests: number
  tokens: number
  cents: string
}

export type RowsOf = {
  messages: KeyUseRow
  hours: KeyHourRow
  cost: CostLine
  claude_code: ClaudeCodeRow
}

export function keyUseRow(row: UsageRow): KeyUseRow {
  return {
    key: row.api_key_id ?? '',
    workspace: row.workspace_id ?? '',
    model: row.model ?? '',
    counts: countsOf(row),
  }
}

function countsOf(row: UsageRow): number[] {
  return [
    row.uncached_input_tokens,
    row.output_tokens,
    row.cache_read_input_tokens,
    row.cache_creation.ephemeral_5m_input_tokens,
    row.cache_creation.ephemeral_1h_input_tokens,
    row.server_tool_use.web_search_requests,
  ]
}

export function tokensOf(row: UsageRow): number {
  return totalTokens(countsOf(row))
}

export function totalTokens(counts: readonly number[]): number {
  return counts.slice(0, tokenTypes.length).reduce((sum, count) => sum + count, 0)
}

/** Lines that say the same of workspace, model and token type become one: tier and region are not needed here. */
export function costLines(rows: readonly CostRow[]): CostLine[] {
  const sums = new Map<string, { line: CostLine; units: bigint }>()
  for (const row of rows) {
    const line = {
      workspace: row.workspace_id ?? '',
      type: row.cost_type ?? '',
      model: row.model ?? '',
      token_type: row.token_type ?? '',
      cents: '',
    }
    const name = JSON.stringify(line)
    const known = sums.get(name)
    if (known === undefined) sums.set(name, { line, units: unitsOf(row.amount) })
    else known.units += unitsOf(row.amount)
  }
  return [...sums.values()].map(({ line, units }) => ({ ...line, cents: centsOf(units) }))
}

/** One row for each person or key: upstream splits a day by terminal and by where it ran. */
export function claudeCodeRows(records: readonly ClaudeCodeRecord[]): ClaudeCodeRow[] {
  const rows = new Map<string, ClaudeCodeRow & { units: bigint }>()
  for (const { actor, core_metrics: metrics, model_breakdown } of records) {
    const name = actor.email_address ?? actor.api_key_name ?? ''
    const row = rows.get(`${actor.type} ${name}`) ?? { ...nothing, actor: name, actor_type: actor.type, units: 0n }
    rows.set(`${actor.type} ${name}`, row)
    row.sessions += metrics.num_sessions
    row.lines_added += metrics.lines_of_code.added
    row.lines_removed += metrics.lines_of_code.removed
    row.commits += metrics.commits_by_claude_code
    row.pull_requests += metrics.pull_requests_by_claude_code
    for (const { tokens, estimated_cost } of model_breakdown) {
      row.tokens += tokens.input + tokens.output + tokens.cache_read + tokens.cache_creation
      row.units += unitsOf(estimated_cost.amount)
    }
  }
  return [...rows.values()].map(({ units, ...row }) => ({ ...row, cents: centsOf(units) }))
}

const nothing = {
  sessions: 0,
  lines_added: 0,
  lines_removed: 0,
  commits: 0,
  pull_requests: 0,
  tokens: 0,
  cents: '0.00',
}
