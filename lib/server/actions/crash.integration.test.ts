import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openControlDoor } from '#lib/emulator/control-client.ts'
import { startEmulatorHost } from '#lib/emulator/host.ts'
import { createRandom } from '#lib/emulator/random.ts'
import type { Random } from '#lib/emulator/random.ts'
import { openDatabase } from '#lib/server/store/database.ts'
import type { DatabaseOptions } from '#lib/server/store/database.ts'
import { chainStart, hashOf } from '#lib/server/store/event-hash.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'

const [writesInAll, kills] = [200, 100]
const key = 'sk-ant-admin01-test'

type Write = { index: number; action: string; input: Record<string, unknown>; isDone: (world: WorldState) => boolean }

/** Every write on an object of its own, so that the organization tells of each whether it happened. */
function writesOn(world: WorldState): Write[] {
  const users = world.users.filter(({ role }) => role === 'user')
  const keys = world.api_keys.filter(({ status }) => status === 'active')
  const makers = [
    (index: number): Omit<Write, 'index'> => {
      const user_id = users[index]?.id ?? ''
      const isDone = (now: WorldState) => now.users.some(({ id, role }) => id === user_id && role === 'developer')
      return { action: 'member.change_role', input: { user_id, role: 'developer' }, isDone }
    },
    (index: number): Omit<Write, 'index'> => {
      const email = `crash-${index}@example.com`
      const isDone = (now: WorldState) => now.invites.some((invite) => invite.email === email)
      return { action: 'invite.create', input: { email, role: 'user' }, isDone }
    },
    (index: number): Omit<Write, 'index'> => {
      const api_key_id = keys[index]?.id ?? ''
      const isDone = (now: WorldState) =>
        now.api_keys.some(({ id, status }) => id === api_key_id && status === 'inactive')
      return { action: 'key.disable', input: { api_key_id, status: 'inactive' }, isDone }
    },
    (index: number): Omit<Write, 'index'> => {
      const name = `Crash ${index}`
      const isDone = (now: WorldState) => now.workspaces.some((workspace) => workspace.name === name)
      return { action: 'workspace.create', input: { name }, isDone }
    },
  ]
  return Array.from({ length: writesInAll }, (_, index) => {
    const make = makers[index % makers.length]
    if (make === undefined) throw new Error('There is a maker for every index')
    return { index, ...make(Math.floor(index / makers.length)) }
  })
}

/** `points` different numbers below `limit`, in order. */
function randomPoints(random: Random, points: number, limit: number): number[] {
  const chosen = new Set<number>()
  while (chosen.size < points) chosen.add(random.below(limit))
  return [...chosen].toSorted((a, b) => a - b)
}

type Told = { acknowledged: Set<number>; next: number; ended: boolean; errors: string }

/** One life of the portal: from its first write to the moment it is killed, `delayMs` after it began write `killAt`. */
async function live(order: object, killAt: number | null, delayMs: number, told: Told): Promise<void> {
  const script = ['--conditions=react-server', 'scripts/testing/crash-writer.ts', JSON.stringify(order)]
  const child = spawn(process.execPath, script, { stdio: ['ignore', 'pipe', 'pipe'] })
  const gone = new Promise((resolve) => child.once('close', resolve))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told.errors += text
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, index] = line.split(' ')
    if (word === 'start') told.next = Number(index) + 1
    if (word === 'ack') told.acknowledged.add(Number(index))
    if (word === 'end') told.ended = true
    if (word === 'start' && Number(index) === killAt) {
      void sleep(delayMs).then(() => child.kill('SIGKILL'))
    }
  }
  await gone
}

async function eventsIn(place: DatabaseOptions): Promise<{ events: AuditEvent[]; open: number }> {
  const { db, close } = await openDatabase(place)
  const events = await db.selectFrom('audit_event').selectAll().orderBy('seq').execute()
  const open = await db.selectFrom('open_intent').selectAll().execute()
  await close()
  return { events, open: open.length }
}

eachDatabase((kind, _, place) => {
  test(
    `111: killed at ${kills} random points of ${writesInAll} writes, nothing is lost and nothing stays open`,
    { timeout: 400_000 },
    async () => {
      const seed = process.env['STEWARD_CRASH_SEED'] ?? `${kind} ${Date.now()}`
      const random = createRandom(seed)
      const at = await place()
      const emulator = await startEmulatorHost({
        worlds: [{ key, members: 250, invites: 0, workspaces: 4, keys: 250, seed: 3 }],
        control: true,
        quotaPerMinute: 0,
        latencyMs: 4,
      })
      const door = openControlDoor(emulator.url, key)
      try {
        const writes = writesOn(await worldOf(door))
        const told: Told = { acknowledged: new Set(), next: 0, ended: false, errors: '' }
        for (const killAt of [...randomPoints(random, kills, writesInAll), null]) {
          const remaining = writes.slice(told.next).map(({ index, action, input }) => ({ index, action, input }))
          await live({ emulator: emulator.url, place: at, writes: remaining }, killAt, random.next() * 15, told)
        }
        expect({ seed, ended: told.ended, errors: told.errors }).toEqual({ seed, ended: true, errors: '' })
        const { events, open } = await eventsIn(at)
        expect({ seed, open }).toEqual({ seed, open: 0 })
        compare(seed, writes, await worldOf(door), events, told)
        expectChain(events)
      } finally {
        await emulator.close()
      }
    },
  )
})

function compare(seed: string, writes: readonly Write[], world: WorldState, events: readonly AuditEvent[], told: Told) {
  const tally = { succeeded: 0, by_looking_again: 0, not_applied: 0, unknown: 0, unrecorded: 0 }
  for (const write of writes) {
    const intent = events.find(({ kind, reason }) => kind === 'intent' && reason === `write ${write.index}`)
    const outcomes = events.filter((event) => event.kind === 'outcome' && event.intent_id === intent?.id)
    const done = write.isDone(world)
    const facts = {
      seed,
      index: write.index,
      action: write.action,
      done,
      results: outcomes.map(({ result }) => result),
    }
    if (intent === undefined) {
      // Killed before the intent was committed: then nothing may have been sent.
      expect(facts).toEqual({ ...facts, done: false, results: [] })
      tally.unrecorded += 1
    } else {
      expect(facts.results, JSON.stringify(facts)).toHaveLength(1)
      const [outcome] = outcomes
      if (outcome?.result === 'succeeded') expect(facts.done, JSON.stringify(facts)).toBe(true)
      else if (outcome?.result === 'not_applied') expect(facts.done, JSON.stringify(facts)).toBe(false)
      else expect(outcome?.evidence, JSON.stringify(facts)).not.toBeNull()
      if (outcome?.result === 'unknown') tally.unknown += 1
      if (outcome?.result === 'not_applied') tally.not_applied += 1
      if (outcome?.result === 'succeeded') tally.succeeded += 1
      if (outcome?.result === 'succeeded' && outcome.evidence !== null) tally.by_looking_again += 1
    }
    if (told.acknowledged.has(write.index)) expect(facts).toEqual({ ...facts, done: true, results: ['succeeded'] })
  }
  // The kills must have hit every phase, or this test shows nothing.
  expect(tally.by_looking_again, JSON.stringify({ seed, tally })).toBeGreaterThan(0)
  expect(tally.not_applied + tally.unrecorded, JSON.stringify({ seed, tally })).toBeGreaterThan(0)
  console.log(JSON.stringify({ seed, acknowledged: told.acknowledged.size, ...tally }))
}

function expectChain(events: readonly AuditEvent[]): void {
  let prev = chainStart
  for (const [position, event] of events.entries()) {
    expect({ seq: event.seq, prev: event.prev_hash }).toEqual({ seq: position + 1, prev })
    expect(event.hash).toBe(hashOf(event))
    prev = event.hash
  }
}
