import { seedClaudeCode } from './claude-code-records.ts'
import { createClock, day } from './clock.ts'
import { Collection } from './collection.ts'
import { serviceAccountNames } from './names.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import { overridesOf } from './rate-limits.ts'
import { seedKeys } from './seed-keys.ts'
import { seedRateLimits } from './seed-limits.ts'
import { createPeople, deletedInvite, seedInvites, seedUsers } from './seed-people.ts'
import type { Dated } from './seed-people.ts'
import { seedMembers, seedWorkspaces } from './seed-workspaces.ts'
import type { SeededWorkspaces } from './seed-workspaces.ts'
import { newServiceAccount } from './service-accounts.ts'
import { seedUsage } from './usage-records.ts'
import type { Switches, World } from './world.ts'

export type SeedOptions = {
  members?: number
  invites?: number
  workspaces?: number
  keys?: number
  seed?: number
  /** RFC 3339; where the organization's clock starts. The real time when left out. */
  now?: string
  organizationName?: string
  organizationId?: string
  switches?: Partial<Switches>
}

export const defaultCounts = { members: 50, invites: 12, workspaces: 6, keys: 40 } as const

/** Builds an organization; `index` tells worlds of one emulator apart. Same options, same organization. */
export function seedWorld(options: SeedOptions, index: number, realClock: () => number): World {
  const random = (topic: string) => createRandom(`${options.seed ?? 1}:${index}:${topic}`)
  const clock = createClock(options.now === undefined ? undefined : Date.parse(options.now), realClock)
  const now = clock.now()
  const { seeded, ...collections } = seedObjects({ ...defaultCounts, ...options }, random, now)
  const world: World = {
    organization: {
      id: options.organizationId ?? random('organization').uuid(),
      name: options.organizationName ?? 'Example Industries',
    },
    ...startingRules(options),
    ...collections,
    clock,
    random: random('later objects'),
    rateLimits: seedRateLimits(random('rate limits')),
    rateLimitOverrides: new Map(),
    formerMembers: new Map(seeded.all.map(({ item }) => [item.id, new Set<string>()])),
    defaultWorkspaceId: seeded.fallback.id,
    usage: () => [],
    claudeCode: () => [],
    seededAt: now,
  }
  seedOverrides(world, seeded)
  world.usage = seedUsage(random('usage'), world)
  world.claudeCode = seedClaudeCode(random('claude code'), world)
  return world
}

type Counts = { [Name in keyof typeof defaultCounts]: number }

function seedObjects(counts: Counts, random: (topic: string) => Random, now: number) {
  const people = createPeople(random('people'))
  const users = seedUsers(random('users'), people, counts.members, now)
  const workspaces = seedWorkspaces(random('workspaces'), counts.workspaces, now)
  const accounts = serviceAccountNames.map((name, place) => {
    const time = now - (300 - place * 40) * day
    return { item: newServiceAccount({ random: random(name) }, name, time, null), time }
  })
  const invites = collect(seedInvites({ random: random('invites'), people, users, count: counts.invites, now }))
  const deleted = deletedInvite(random('deleted invite'), people(), now)
  invites.add(deleted.item, deleted.time)
  invites.remove(deleted.item.id)
  const serviceAccounts = accounts.map(({ item }) => item)
  return {
    users: collect(users),
    invites,
    workspaces: collect(workspaces.all),
    keys: collect(seedKeys({ random: random('keys'), users, workspaces, serviceAccounts, count: counts.keys, now })),
    serviceAccounts: collect(accounts),
    explicitMembers: seedMembers(random('members'), workspaces, users),
    seeded: workspaces,
  }
}

function startingRules({ switches }: SeedOptions): Pick<World, 'restrictions' | 'switches'> {
  return {
    restrictions: {
      member_limit: null,
      workspace_member_limit: null,
      active_key_limit: null,
      workspace_limit: 100,
      allowed_email_domains: null,
    },
    switches: { list_inherited_members: true, refuse_unknown_fields: false, archive_keys_late: false, ...switches },
  }
}

function collect<T extends { id: string }>(items: readonly Dated<T>[]): Collection<T> {
  const collection = new Collection<T>()
  collection.load(items)
  return collection
}

/** The first workspace has limits of its own for two groups; every other one inherits. */
function seedOverrides(world: World, workspaces: SeededWorkspaces): void {
  const [workspace] = workspaces.ordinary
  if (workspace === undefined) return
  for (const limit of world.rateLimits.slice(0, 2)) {
    overridesOf(world, workspace.id, limit.id).set('requests_per_minute', 1000)
  }
}
