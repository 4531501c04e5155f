import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Member } from '#lib/schemas/members.ts'
import { day, formatTime, hour } from './clock.ts'
import { keyPurposes } from './names.ts'
import type { Random } from './random.ts'
import type { Dated } from './seed-people.ts'
import type { SeededWorkspaces } from './seed-workspaces.ts'
import type { ServiceAccount } from './world.ts'

type KeySeed = {
  random: Random
  users: readonly Dated<Member>[]
  workspaces: SeededWorkspaces
  serviceAccounts: readonly ServiceAccount[]
  count: number
  now: number
}

/** What makes one key unlike a plain one, and how long ago it was made. */
type SpecialKey = { daysOld: number; change: Partial<Omit<ApiKey, 'id' | 'type'>> }

/** Every special key of contract 18 as far as `count` reaches, among ordinary ones back two years. */
export function seedKeys(seed: KeySeed): Dated<ApiKey>[] {
  const specials = specialKeys(seed)
  const keys: Dated<ApiKey>[] = []
  for (let index = 0; index < seed.count; index += 1) {
    const special = specials[index]
    const days = special?.daysOld ?? (715 * index) / Math.max(1, seed.count)
    const time = Math.floor(seed.now - hour - days * day - seed.random.below(day))
    keys.push({ time, item: { ...plainKey(seed, index, time), ...special?.change } })
  }
  return keys
}

function specialKeys({ random, users, workspaces, serviceAccounts, now }: KeySeed): SpecialKey[] {
  const owner = users.find(({ item }) => item.role === 'developer')?.item ?? users[0]?.item
  const [account] = serviceAccounts
  const inWorkspace = (id: string | undefined) => ({ type: 'workspace', workspace_id: id ?? workspaces.fallback.id })
  const scope = inWorkspace(workspaces.ordinary[0]?.id)
  const personal = owner === undefined ? null : { type: 'user_actor', user_id: owner.id }
  const machine = account === undefined ? null : { type: 'service_account_actor', service_account_id: account.id }
  const special = (name: string, daysOld: number, change: SpecialKey['change'] = {}): SpecialKey => ({
    daysOld,
    change: { name, status: 'active', expires_at: null, principal: null, scope, ...change },
  })
  return [
    special('prod-backend', 380),
    special('staging-backend', 310, { status: 'inactive' }),
    special('old-prototype', 500, { status: 'archived' }),
    special('trial', 32, { expires_at: formatTime(now - 2 * day) }),
    special('legacy-import', 620, { created_by: null }),
    special('github-actions-deploy', 120, { principal: machine }),
    special('org-automation', 90, { principal: personal, scope: { type: 'organization' } }),
    special('quarterly-report', 27, { expires_at: formatTime(now + 3 * day) }),
    special('hackathon-demo', 400, { status: 'archived', scope: inWorkspace(workspaces.archived[0]?.id) }),
    special('default-playground', 210, { scope: inWorkspace(workspaces.fallback.id) }),
    special('personal-notebook', 60, { principal: personal }),
    special('left-behind', 450, { created_by: { id: random.id('user_'), type: 'user' } }),
  ]
}

function plainKey({ random, users, workspaces, now }: KeySeed, index: number, time: number): ApiKey {
  const homes = workspaces.ordinary.length === 0 ? [workspaces.fallback] : workspaces.ordinary
  const creator = users.length === 0 ? undefined : users[random.below(users.length)]?.item
  const chance = random.next()
  const home = chance > 0.95 ? workspaces.fallback : random.pick(homes)
  const status = chance < 0.72 || chance > 0.95 ? 'active' : chance < 0.84 ? 'inactive' : 'archived'
  const purpose = random.pick(keyPurposes)
  const id = random.id('apikey_')
  return {
    id,
    type: 'api_key',
    name: nameOf(random, index, purpose),
    status,
    created_at: formatTime(time),
    created_by: creatorOf(index, id, creator),
    expires_at: plainExpiry(random, time, now),
    partial_key_hint: keyHint(random),
    principal: creator !== undefined && random.next() < 0.2 ? { type: 'user_actor', user_id: creator.id } : null,
    scope: { type: 'workspace', workspace_id: home.id },
  }
}

/** One in 97 was never given a real name. */
function nameOf(random: Random, index: number, purpose: string): string {
  const plain = index < 40 || random.next() < 0.3 ? purpose : `${purpose}-${1 + random.below(30)}`
  return index % 97 === 96 ? `test key ${index}` : plain
}

/** One in 83 was made by somebody who left since. */
function creatorOf(index: number, id: string, creator: Member | undefined): ApiKey['created_by'] {
  if (index % 83 === 82) return { id: id.replace('apikey_', 'user_'), type: 'user' }
  return creator === undefined ? null : { id: creator.id, type: 'user' }
}

function plainExpiry(random: Random, createdAt: number, now: number): string | null {
  const chance = random.next()
  if (chance < 0.75) return null
  if (chance < 0.85) return formatTime(createdAt + 30 * day)
  return formatTime(Math.max(createdAt, now) + (5 + random.below(300)) * day)
}

/** Leading part, three dots, last four characters (contract 1). */
export function keyHint(random: Random): string {
  const characters = random.id('')
  return `sk-ant-api03-${characters.slice(2, 5)}...${characters.slice(-4)}`
}
