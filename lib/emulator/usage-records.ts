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
/** The oldest keys are at work whatever chance says, so that a small organization has use, too. */
const busiestKeys = 25
const models = ['claude-sonnet-4-5', 'claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-5']

type Home = Pick<UsageRecord, 'api_key_id' | 'workspace_id' | 'service_account_id'>
/** From when to when something was at work, and on how many days of that. */
type Source = Home & { since: number; until: number; busy: number }

/**
 * Two months of use, with days of nothing, and with rows of the Playground that belong to no key (contract 18). Who is
 * at work is settled now; the records, sixty thousand in a large organization, are made when first asked for.
 */
export function seedUsage(random: Random, world: World): () => UsageRecord[] {
  const sources = usageSources(random, world)
  const { seededAt } = world
  let made: UsageRecord[] | undefined
  return () => (made ??= newRecords(random, sources, seededAt))
}

function newRecords(random: Random, sources: readonly Source[], seededAt: number): UsageRecord[] {
  const firstDay = Math.floor(seededAt / day) * day - (usageDays - 1) * day
  const records: UsageRecord[] = []
  for (let index = 0; index < usageDays; index += 1) {
    if (index % 9 === 4) continue
    for (const source of sources) {
      const time = firstDay + index * day + random.below(day / hour) * hour + random.below(hour)
      if (time < source.since || time >= source.until || random.next() >= source.busy) continue
      records.push(newRecord(random, source, time))
    }
  }
  return records.sort((left, right) => left.time - right.time)
}

function usageSources(random: Random, world: World): Source[] {
  const keys = world.keys.all()
  const usable = keys.filter((key) => ['active', 'inactive'].includes(keyNow(world, key).status))
  const busiest = new Set(usable.slice(-busiestKeys))
  const fromKeys = keys.flatMap((key): Source[] => {
    const life = busiest.has(key) ? { idleDays: 0, busy: 0.6 } : lifeOf(random, keyNow(world, key).status)
    if (life === null) return []
    return [
      {
        api_key_id: key.id,
        workspace_id: homeOf(world, key.scope.workspace_id ?? world.defaultWorkspaceId),
        service_account_id: key.principal?.service_account_id ?? null,
        since: Date.parse(key.created_at),
        until: world.seededAt - life.idleDays * day,
        busy: life.busy,
      },
    ]
  })
  return [...fromKeys, ...playgrounds(world)]
}

/** Two keys of five do nothing, two are at work, and one stopped: a week, three weeks or six weeks ago. */
function lifeOf(random: Random, status: string): { idleDays: number; busy: number } | null {
  const chance = random.next()
  const idleDays = random.pick([7, 20, 20, 40, 40])
  if (chance < 0.4) return null
  if (chance < 0.6 || status !== 'active') return { idleDays: Math.max(idleDays, 7), busy: 0.3 }
  return { idleDays: 0, busy: chance < 0.7 ? 0.8 : 0.3 }
}

function homeOf(world: World, id: string): string | null {
  return id === world.defaultWorkspaceId ? null : id
}

/** People at the Console's Playground: in the default workspace, and in one other. */
function playgrounds(world: World): Source[] {
  const other = world.workspaces.all().find((item) => item.id !== world.defaultWorkspaceId && item.archived_at === null)
  const playground = (workspace_id: string | null): Source => ({
    api_key_id: null,
    workspace_id,
    service_account_id: null,
    since: 0,
    until: world.seededAt,
    busy: 0.6,
  })
  return [playground(null), ...(other === undefined ? [] : [playground(other.id)])]
}

function newRecord(random: Random, { since: _since, until: _until, busy: _busy, ...home }: Source, time: number) {
  const large = random.next() < 0.1
  const record: UsageRecord = {
    time,
    account_id: null,
    ...home,
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
  return record
}
