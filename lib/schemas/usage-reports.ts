import { z } from 'zod'

/** Contract 12.1–12.3, tolerant: what is missing counts as nothing, what is unknown is dropped (H5). */

const count = z.number().nonnegative().catch(0)
const name = z.string().max(300).nullish().default(null)
const cursor = z.string().max(4_000).nullish().default(null)

const bucketsOf = <Row extends z.ZodType>(row: Row) =>
  z.object({
    data: z.array(z.object({ starting_at: z.string(), ending_at: z.string(), results: z.array(row) })),
    has_more: z.boolean(),
    next_page: cursor,
  })

/** One group of one bucket. Null while grouped: the default workspace; the Playground instead of a key (trap 3). */
export const usageRowSchema = z.object({
  api_key_id: name,
  workspace_id: name,
  model: name,
  uncached_input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation: z
    .object({ ephemeral_5m_input_tokens: count, ephemeral_1h_input_tokens: count })
    .catch({ ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 }),
  server_tool_use: z.object({ web_search_requests: count }).catch({ web_search_requests: 0 }),
})
export const usageReportSchema = bucketsOf(usageRowSchema)
export type UsageRow = z.infer<typeof usageRowSchema>

/** `amount` is cents as a decimal string and stays one; an amount of another shape is refused, never guessed. */
export const costRowSchema = z.object({
  amount: z.string().regex(/^-?\d{1,18}(\.\d{1,30})?$/),
  currency: z.string(),
  cost_type: name,
  model: name,
  token_type: name,
  workspace_id: name,
})
export const costReportSchema = bucketsOf(costRowSchema)
export type CostRow = z.infer<typeof costRowSchema>

const tokens = z.object({ input: count, output: count, cache_read: count, cache_creation: count })

export const claudeCodeRecordSchema = z.object({
  actor: z.object({
    type: z.string(),
    email_address: z.string().optional(),
    api_key_name: z.string().optional(),
  }),
  customer_type: name,
  core_metrics: z.object({
    num_sessions: count,
    lines_of_code: z.object({ added: count, removed: count }),
    commits_by_claude_code: count,
    pull_requests_by_claude_code: count,
  }),
  model_breakdown: z.array(
    z.object({
      model: z.string(),
      tokens,
      // A number of cents, unlike in the cost report.
      estimated_cost: z.object({ amount: z.number(), currency: z.string() }),
    }),
  ),
})
export type ClaudeCodeRecord = z.infer<typeof claudeCodeRecordSchema>

export const claudeCodeReportSchema = z.object({
  data: z.array(claudeCodeRecordSchema),
  has_more: z.boolean(),
  next_page: cursor,
})
