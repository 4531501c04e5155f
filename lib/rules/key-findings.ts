/** What about a key a person should look at. Most pressing first. */
export const keyFindingKinds = [
  'owner_gone',
  'expires_soon',
  'stale',
  'unnamed',
  'in_default',
  'never_expires',
  'old',
] as const
export type KeyFinding = (typeof keyFindingKinds)[number]

export const expirySoonDays = 14
/** How far back use is looked for: today and the 30 days before, in UTC. */
export const useWindowDays = 31
export const oldDays = 365

const day = 86_400_000

export type KeyFindingFacts = {
  name: string
  status: string
  created_at: string
  expires_at: string | null
  /** Whether it belongs to the default workspace. */
  in_default: boolean
  /** Whether the member who made it, or whom it acts as, is no member any more. */
  owner_gone: boolean
  /** Whether use was seen in the window; `not_measured` while the window was not read whole. */
  use: KeyUse
}

export type KeyUse = 'seen' | 'not_seen' | 'not_measured'

/**
 * The findings of one key at `now` (epoch ms), in the order of `keyFindingKinds`. Only an active key has any: a
 * disabled, expired or archived one opens no door, so nobody has to act.
 */
export function keyFindings(key: KeyFindingFacts, now: number): KeyFinding[] {
  if (key.status !== 'active') return []
  const age = now - Date.parse(key.created_at)
  const holds: Record<KeyFinding, boolean> = {
    owner_gone: key.owner_gone,
    expires_soon: expiresSoon(key, now),
    stale: key.use === 'not_seen' && age > useWindowDays * day,
    unnamed: isUnnamed(key.name),
    in_default: key.in_default,
    never_expires: key.expires_at === null,
    old: age >= oldDays * day,
  }
  return keyFindingKinds.filter((kind) => holds[kind])
}

/** Within 14 days; one that ran out already is not soon. */
export function expiresSoon(key: Pick<KeyFindingFacts, 'expires_at'>, now: number): boolean {
  if (key.expires_at === null) return false
  const left = Date.parse(key.expires_at) - now
  return left > 0 && left <= expirySoonDays * day
}

const genericWords = new Set([
  'a',
  'api',
  'asdf',
  'claude',
  'default',
  'demo',
  'foo',
  'key',
  'keys',
  'my',
  'name',
  'new',
  'no',
  'secret',
  'temp',
  'temporary',
  'test',
  'testing',
  'the',
  'tmp',
  'token',
  'unnamed',
  'untitled',
  'x',
])

/** True when a name says nothing: it is empty, or made only of words like "test", "my", "key" and of numbers. */
export function isUnnamed(name: string): boolean {
  const words = name
    .toLowerCase()
    .replace(/apikey/g, 'api key')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
  return words.every((word) => genericWords.has(word))
}
