import { expect, test } from 'vitest'
import { openControlDoor } from '#lib/emulator/control-client.ts'
import type { ControlDoor } from '#lib/emulator/control-client.ts'
import { startEmulatorHost } from '#lib/emulator/host.ts'
import { createRandom } from '#lib/emulator/random.ts'
import { openDatabase } from '#lib/server/store/database.ts'
import type { DatabaseOptions } from '#lib/server/store/database.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import { live, tableOfInvites } from '../../../scripts/testing/killed-job.ts'
import type { Told } from '../../../scripts/testing/killed-job.ts'

const key = 'sk-ant-admin01-test'

/** Every good row sent exactly once by the emulator's own count, every bad one named with its line and a reason. */
async function expectExactlyOnce(door: ControlDoor, at: DatabaseOptions, table: ReturnType<typeof tableOfInvites>) {
  const world = await worldOf(door)
  expect(world.invites.map(({ email }) => email).toSorted()).toEqual(table.good.toSorted())
  const { db, close } = await openDatabase(at)
  const rows = await db.selectFrom('job_row').selectAll().orderBy('n').execute()
  const open = await db.selectFrom('open_intent').selectAll().execute()
  const done = await db
    .selectFrom('audit_event')
    .select(['target_id'])
    .where('action', '=', 'invite.create')
    .where('kind', '=', 'outcome')
    .where('result', '=', 'succeeded')
    .execute()
  await close()
  const bad = rows.filter(({ status }) => status !== 'done')
  expect(bad.map(({ line }) => line)).toEqual(table.badLines)
  expect(bad.filter(({ problem }) => (problem ?? '') === '')).toEqual([])
  expect(rows.length - bad.length).toBe(table.good.length)
  expect(open).toEqual([])
  expect(new Set(done.map(({ target_id }) => target_id)).size).toBe(table.good.length)
}

const killAndEdit = { editEveryMs: 500 }

eachDatabase((kind, _, place) => {
  test(
    '1,000 invites with 3 % bad rows under the quota, killed twice: each good one sent once, a person never waits',
    { timeout: 120_000 },
    async ({ skip }) => {
      // Once is enough for the figures; the random kills below run on both.
      if (kind === 'postgresql') skip()
      const perMinute = 5_000
      const table = tableOfInvites(1_000, 30)
      const at = await place()
      const emulator = await startEmulatorHost({
        worlds: [{ key, members: 120, invites: 0, workspaces: 4, keys: 10, seed: 5 }],
        control: true,
        quotaPerMinute: perMinute,
        latencyMs: 2,
      })
      const door = openControlDoor(emulator.url, key)
      try {
        const editors = (await worldOf(door)).users.filter(({ role }) => role === 'user').map(({ id }) => id)
        const base = { emulator: emulator.url, place: at, requestsPerMinute: perMinute, text: table.text }
        const order = { ...base, editors, ...killAndEdit }
        const told: Told = { job: null, ended: 0, edits: [], done: false, errors: '' }
        const began = Date.now()
        for (const atRow of [320, 680]) await live(order, told, { atRow, delayMs: 3 })
        await live(order, told, null)
        expect({ done: told.done, errors: told.errors }).toEqual({ done: true, errors: '' })
        await expectExactlyOnce(door, at, table)
        const waits = told.edits.map(({ ms }) => ms).toSorted((one, other) => one - other)
        console.log(
          JSON.stringify({ seconds: (Date.now() - began) / 1_000, edits: waits.length, worst_ms: waits.at(-1) }),
        )
        expect(told.edits.filter(({ status }) => status !== '200')).toEqual([])
        expect(waits.length).toBeGreaterThan(3)
        // The clock depends on the machine; that a person finds slots free at once does not.
        expect(told.edits.filter(({ slotsMs }) => slotsMs > 0)).toEqual([])
        expect((await door.requests()).filter(({ status }) => status === 429)).toEqual([])
      } finally {
        await emulator.close()
      }
    },
  )

  test('killed at random points of an import, each good row is sent exactly once', { timeout: 120_000 }, async () => {
    const seed = process.env['STEWARD_CRASH_SEED'] ?? `${kind} ${Date.now()}`
    const random = createRandom(seed)
    const [rows, kills] = [90, 6]
    const table = tableOfInvites(rows, 9)
    const at = await place()
    const emulator = await startEmulatorHost({
      worlds: [{ key, members: 12, invites: 0, workspaces: 3, keys: 4, seed: 5 }],
      control: true,
      quotaPerMinute: 0,
      latencyMs: 15,
    })
    try {
      const order = {
        emulator: emulator.url,
        place: at,
        requestsPerMinute: 100_000,
        text: table.text,
        editors: [],
        editEveryMs: 0,
      }
      const told: Told = { job: null, ended: 0, edits: [], done: false, errors: '' }
      for (let life = 0; life < kills && !told.done; life += 1) {
        const atRow = Math.min(rows - 5, told.ended + 3 + random.below(14))
        await live(order, told, { atRow, delayMs: random.next() * 40 })
      }
      if (!told.done) await live(order, told, null)
      expect({ seed, done: told.done, errors: told.errors }).toEqual({ seed, done: true, errors: '' })
      await expectExactlyOnce(openControlDoor(emulator.url, key), at, table)
    } finally {
      await emulator.close()
    }
  })
})
