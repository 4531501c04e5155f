import { keyNow } from './api-keys.ts'
import { day, hour } from './clock.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

export type UsageRecord = {
  time: number
  account_id: string | null
  api_key_id: string | null
  /** null for the default workspace, as the reports say it (trap 3) */
  workspace_id: string | null
  service_account_id: string | null
  model: string
  service_tier: 'standard' | 'batch'
  context_window: '0-200k' | '200k-1M'
  inference_geo: 'global' | 'us'
  speed: 'standard'
  uncached_input_tokens: number
  output_tokens: number
  cache_read_input_tokens: number
  ephemeral_5m_input_tokens: number
  ephemeral_1h_input_tokens: number
  web_search_requests: number
}

export const usageDays = 60
const busiestKeys = 25
const models = ['claude-sonnet-4-5', 'claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-5']

type Source = Pick<UsageRecord, 'api_key_id' | 'workspace_id' | 'service_account_id'> & { since: number }

/** Two months of use, with days of nothing, and with rows of the Playground that belong to no key (contract 18). */
export function seedUsage(random: Random, world: World): UsageRecord[] {
  const sources = usageSources(world)
  const firstDay = Math.floor(world.seededAt / day) * day - (usageDays - 1) * day
  const records: UsageRecord[] = []
  for (let index = 0; index < usageDays; index += 1) {
    if (index % 9 === 4) continue
    for (const source of sources) {
      const time = firstDay + index * day + random.below(day / hour) * hour + random.below(hour)
      const used = random.next() < 0.6 && time >= source.since && time < world.seededAt
      if (used) records.push(newRecord(random, source, time))
    }
  }
  return records.sort((left, right) => left.time - right.time)
}

function usageSources(world: World): Source[] {
  const keys = world.keys.all().filter((key) => ['active', 'inactive'].includes(keyNow(world, key).status))
  const fromKeys = keys.slice(-busiestKeys).map((key) => {
    const home = key.scope.workspace_id ?? world.defaultWorkspaceId
    return {
      api_key_id: key.id,
      workspace_id: home === world.defaultWorkspaceId ? null : home,
      service_account_id: key.principal?.service_account_id ?? null,
      since: Date.parse(key.created_at),
    }
  })
  return [...fromKeys, { api_key_id: null, workspace_id: null, service_account_id: null, since: 0 }]
}

function newRecord(random: Random, { since: _since, ...source }: Source, time: number): UsageRecord {
  const large = random.next() < 0.1
  return {
    time,
    account_id: null,
    ...source,
    model: random.pick(models),
    service_tier: random.next() < 0.15 ? 'batch' : 'standard',
    context_window: large ? '200k-1M' : '0-200k',
    inference_geo: random.next() < 0.2 ? 'us' : 'global',
    speed: 'standard',
    uncached_input_tokens: 500 + random.below(large ? 900_000 : 120_000),
    output_tokens: 100 + random.below(40_000),
    cache_read_input_tokens: random.below(300_000),
    ephemeral_5m_input_tokens: random.below(20_000),
    ephemeral_1h_input_tokens: random.next() < 0.3 ? random.below(10_000) : 0,
    web_search_requests: random.next() < 0.2 ? random.below(12) : 0,
  }
}
