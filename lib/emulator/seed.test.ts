import { expect, test } from 'vitest'
import { keyNow } from './api-keys.ts'
import { day } from './clock.ts'
import { inviteNow } from './invites.ts'
import { seedWorld } from './seed.ts'
import type { World } from './world.ts'
import { shapeProblems } from './wire-shapes.ts'

const now = '2026-11-01T09:00:00Z'
const realClock = () => Date.parse(now)
const seed = (options = {}, index = 0): World => seedWorld({ now, ...options }, index, realClock)

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1
  return counts
}

test('the same seed gives the same organization, another seed or key another', () => {
  expect(seed().users.all()).toEqual(seed().users.all())
  expect(seed().organization.id).toBe(seed().organization.id)
  expect(seed({ seed: 2 }).users.all()).not.toEqual(seed().users.all())
  expect(seed({}, 1).organization.id).not.toBe(seed().organization.id)
})

test('the counts are the ones asked for', () => {
  const world = seed({ members: 123, invites: 17, workspaces: 9, keys: 45 })
  expect([world.users.size, world.invites.size, world.keys.size]).toEqual([123, 17, 45])
  const unarchived = world.workspaces.all().filter(({ archived_at }) => archived_at === null)
  expect(unarchived).toHaveLength(10)
})

test('the people of contract 18 are there', () => {
  const users = seed().users.all()
  const roles = tally(users.map((user) => user.role))
  const least = { primary_owner: 1, admin: 2, billing: 1, developer: 6, user: 4, claude_code_user: 2 }
  for (const [role, count] of Object.entries(least)) expect(roles[role]).toBeGreaterThanOrEqual(count)
  expect(new Set(users.map((user) => user.name)).size).toBeLessThan(users.length)
  expect(users.filter((user) => user.email.includes('+'))).toHaveLength(1)
  expect(new Set(users.map((user) => user.email)).size).toBe(users.length)
})

test('invites come in all states, one about to expire, accepted ones with their member', () => {
  const world = seed()
  const invites = world.invites.all().map((invite) => inviteNow(world, invite))
  expect(Object.keys(tally(invites.map((invite) => invite.status))).toSorted()).toEqual([
    'accepted',
    'expired',
    'pending',
  ])
  const emails = new Set(world.users.all().map((user) => user.email))
  for (const invite of invites) expect(emails.has(invite.email)).toBe(invite.status === 'accepted')
  const soon = invites.filter(
    (invite) => invite.status === 'pending' && Date.parse(invite.expires_at) - Date.parse(now) < day / 24,
  )
  expect(soon).toHaveLength(1)
})

test('workspaces: default, Claude Code, two of one name, two archived', () => {
  const world = seed()
  const names = tally(world.workspaces.all().map(({ name }) => name))
  expect(names).toMatchObject({ Default: 1, 'Claude Code': 1, Research: 2, Production: 1 })
  expect(world.workspaces.all().filter(({ archived_at }) => archived_at !== null)).toHaveLength(2)
})

test('keys come in all statuses and with every kind of owner and scope', () => {
  const world = seed()
  const keys = world.keys.all().map((key) => keyNow(world, key))
  expect(Object.keys(tally(keys.map((key) => key.status))).toSorted()).toEqual([
    'active',
    'archived',
    'expired',
    'inactive',
  ])
  expect(keys.some((key) => key.created_by === null)).toBe(true)
  expect(keys.some((key) => key.principal?.type === 'service_account_actor')).toBe(true)
  expect(keys.some((key) => key.scope.type === 'organization')).toBe(true)
  expect(keys.some((key) => key.scope.workspace_id === world.defaultWorkspaceId)).toBe(true)
  const archived = world.workspaces.all().filter(({ archived_at }) => archived_at !== null)
  const entombed = keys.filter((key) => archived.some(({ id }) => id === key.scope.workspace_id))
  expect(entombed.map((key) => key.status)).toEqual(['archived'])
  for (const key of keys) {
    expect(shapeProblems('api_key', key)).toEqual([])
    expect(key.expires_at === null || key.expires_at > key.created_at).toBe(true)
  }
})

test.each([0, 1, 2, 3, 15])('a world of %i members and as many of everything else can be made', (count) => {
  const world = seed({ members: count, invites: count, workspaces: count, keys: count })
  expect([world.users.size, world.keys.size, world.invites.size]).toEqual([count, count, count])
})

test('nothing lies in the future of the clock', () => {
  const world = seed({ members: 300, invites: 60, keys: 300 })
  const moments = [
    ...world.users.all().map((user) => user.added_at),
    ...world.invites.all().map((invite) => invite.invited_at),
    ...world.keys.all().map((key) => key.created_at),
    ...world.workspaces.all().map((workspace) => workspace.created_at),
  ]
  for (const moment of moments) expect(Date.parse(moment)).toBeLessThanOrEqual(Date.parse(now))
})

test('10,000 members and keys are seeded whole', () => {
  const world = seed({ members: 10_000, keys: 10_000, workspaces: 100, invites: 1000 })
  expect(world.users.size).toBe(10_000)
  expect(world.keys.size).toBe(10_000)
})
