import { everyBucket } from './organization.ts'
import type { Api, Key, Organization } from './organization.ts'

const dayMs = 86_400_000

/** What the person holds, and what becomes of each key when they are removed (contract, sections 8.6 and 9). */
export function offboardingOf(organization: Organization, userId: string) {
  const user = organization.users.find(({ id }) => id === userId)
  const keys = organization.keys
    .filter((key) => key.created_by?.id === userId || key.principal?.user_id === userId)
    .map((key) => ({ id: key.id, status: key.status, ends: key.principal?.user_id === userId }))
  return {
    role: user?.role ?? null,
    workspaces: organization.members
      .filter((row) => row.user_id === userId)
      .map(({ workspace_id, workspace_role }) => `${workspace_id} ${workspace_role}`)
      .toSorted(),
    invites: organization.invites
      .filter(({ email, status }) => status === 'pending' && email.toLowerCase() === user?.email.toLowerCase())
      .map(({ id }) => id)
      .toSorted(),
    keys: keys.toSorted((a, b) => a.id.localeCompare(b.id)),
  }
}

/** Every cell of the access matrix as `user workspace role`; archived workspaces and the default one have none. */
export function cellsOf({ members }: Organization): string[] {
  return members.map((row) => `${row.user_id} ${row.workspace_id} ${row.workspace_role}`).toSorted()
}

const saysNothing =
  /^([^\p{L}]|(?<!\p{L})(a|api|apikey|asdf|claude|default|demo|foo|keys?|my|name|new|no|secret|temp|temporary|test|testing|the|tmp|token|unnamed|untitled|x)(?!\p{L}))*$/iu

/** Ids of active keys by what is the matter with them, at `nowMs`. `used` holds the keys with use in the last 31 days. */
export function findingsOf(organization: Organization, used: ReadonlySet<string>, nowMs: number) {
  const active = organization.keys.filter(({ status }) => status === 'active')
  const people = new Set(organization.users.map(({ id }) => id))
  const age = ({ created_at }: Key) => nowMs - Date.parse(created_at)
  const idsWhere = (holds: (key: Key) => boolean) =>
    active
      .filter(holds)
      .map(({ id }) => id)
      .toSorted()
  return {
    stale: idsWhere((key) => !used.has(key.id) && age(key) > 31 * dayMs),
    never_expires: idsWhere(({ expires_at }) => expires_at === null),
    expires_soon: idsWhere(({ expires_at }) => daysLeft(expires_at, nowMs) > 0 && daysLeft(expires_at, nowMs) <= 14),
    owner_gone: idsWhere(
      ({ created_by, principal }) =>
        (created_by?.type === 'user' && !people.has(created_by.id)) ||
        (principal?.user_id !== undefined && !people.has(principal.user_id)),
    ),
    in_default: idsWhere(({ scope }) => scope.workspace_id === organization.defaultWorkspaceId),
    unnamed: idsWhere(({ name }) => saysNothing.test(name)),
    old: idsWhere((key) => age(key) >= 365 * dayMs),
  }
}

function daysLeft(expires_at: string | null, nowMs: number): number {
  return expires_at === null ? Infinity : (Date.parse(expires_at) - nowMs) / dayMs
}

/** Keys with use in any of the last 31 UTC days, the one that has begun among them. */
export async function keysInUse(api: Api, nowMs: number): Promise<Set<string>> {
  const buckets = await everyBucket(api, 'usage_report/messages', {
    starting_at: new Date(Math.floor(nowMs / dayMs) * dayMs - 30 * dayMs).toISOString(),
    'group_by[]': 'api_key_id',
    limit: '31',
  })
  return new Set(buckets.flatMap(({ results }) => results.flatMap(({ api_key_id }) => api_key_id ?? [])))
}

/** Tokens of each key in the buckets from `sinceMs` on, whose first one begins with the hour or the day of that moment. */
export async function tokensByKey(api: Api, sinceMs: number, bucket_width: '1h' | '1d'): Promise<Map<string, number>> {
  const buckets = await everyBucket(api, 'usage_report/messages', {
    starting_at: new Date(sinceMs).toISOString(),
    'group_by[]': 'api_key_id',
    bucket_width,
    limit: '31',
  })
  const sums = new Map<string, number>()
  for (const row of buckets.flatMap(({ results }) => results)) {
    const { uncached_input_tokens = 0, output_tokens = 0, cache_read_input_tokens = 0, cache_creation = {} } = row
    const written = Object.values(cache_creation).reduce((sum, count) => sum + count, 0)
    const tokens = uncached_input_tokens + output_tokens + cache_read_input_tokens + written
    if (typeof row.api_key_id === 'string') sums.set(row.api_key_id, (sums.get(row.api_key_id) ?? 0) + tokens)
  }
  return sums
}

/** What each workspace cost since the month began (UTC), in millionths of a cent; `null` is the default workspace. */
export async function monthToDate(api: Api, nowMs: number): Promise<Map<string | null, bigint>> {
  const now = new Date(nowMs)
  const buckets = await everyBucket(api, 'cost_report', {
    starting_at: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)).toISOString(),
    'group_by[]': 'workspace_id',
    limit: '31',
  })
  const sums = new Map<string | null, bigint>()
  for (const { workspace_id = null, amount = '0' } of buckets.flatMap(({ results }) => results))
    sums.set(workspace_id, (sums.get(workspace_id) ?? 0n) + millionths(amount))
  return sums
}

/** A decimal string of cents as a whole number of millionths of a cent: no float ever touches money. */
export function millionths(cents: string): bigint {
  const [whole = '0', fraction = ''] = cents.split('.')
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))
}
