import type { Random } from './random.ts'
import { createRandom } from './random.ts'
import type { RateLimit } from './world.ts'

type Template = { type: string; display_name?: string; models?: string[]; limits: Record<string, number> }

const templates: readonly Template[] = [
  {
    type: 'model_group',
    display_name: 'Claude Opus 4.x',
    models: ['claude-opus-4-1', 'claude-opus-4-5'],
    limits: {
      requests_per_minute: 4000,
      input_tokens_per_minute_cache_aware: 2_000_000,
      output_tokens_per_minute: 400_000,
    },
  },
  {
    type: 'model_group',
    display_name: 'Claude Sonnet 4.x',
    models: ['claude-sonnet-4-0', 'claude-sonnet-4-5'],
    limits: {
      requests_per_minute: 4000,
      input_tokens_per_minute_cache_aware: 2_000_000,
      output_tokens_per_minute: 400_000,
    },
  },
  {
    type: 'model_group',
    display_name: 'Claude Haiku 4.x',
    models: ['claude-haiku-4-5'],
    limits: { requests_per_minute: 4000, input_tokens_per_minute: 4_000_000, output_tokens_per_minute: 800_000 },
  },
  { type: 'batch', limits: { requests_per_minute: 4000, enqueued_batch_requests: 500_000 } },
  { type: 'files', limits: { requests_per_minute: 100 } },
  { type: 'skills', limits: { requests_per_minute: 100 } },
  { type: 'token_count', limits: { requests_per_minute: 8000 } },
  { type: 'web_search', limits: { tool_uses_per_second: 30 } },
]

/** A group's own id is the same in every organization; the entry's is not (contract 11). */
export function seedRateLimits(random: Random): RateLimit[] {
  const groupIds = createRandom('rate limit groups')
  return templates.map((template) => ({
    id: random.id('rl_'),
    type: 'rate_limit',
    group: {
      id: groupIds.id('rlg_'),
      type: template.type,
      ...(template.display_name === undefined ? {} : { display_name: template.display_name }),
    },
    models: template.models ?? null,
    limits: Object.entries(template.limits).map(([type, value]) => ({ type, value })),
  }))
}
