import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { openControlDoor } from '#lib/emulator/control-client.ts'
import { startEmulatorHost } from '#lib/emulator/host.ts'
import { live, tableOfInvites } from './testing/killed-job.ts'
import type { Told } from './testing/killed-job.ts'

/**
 * 1,000 invites with 3 % bad rows under the real quota of 100 calls a minute, the portal killed twice on the way, while
 * a person edits roles. Takes a quarter of an hour:
 * `node --conditions=react-server scripts/jobs-under-quota.ts [calls a minute] [rows]`
 */
const perMinute = Number(process.argv[2] ?? 100)
const rows = Number(process.argv[3] ?? 1_000)
const key = 'sk-ant-admin01-test'
const world = z.object({
  users: z.array(z.object({ id: z.string(), role: z.string() })),
  invites: z.array(z.object({ email: z.string() })),
})

const table = tableOfInvites(rows, Math.round(rows * 0.03))
const dataDir = mkdtempSync(path.join(tmpdir(), 'steward-quota-'))
const emulator = await startEmulatorHost({
  worlds: [{ key, members: 200, invites: 0, workspaces: 10, keys: 50, seed: 11 }],
  control: true,
  quotaPerMinute: perMinute,
  latencyMs: 40,
})
const door = openControlDoor(emulator.url, key)
const before = world.parse(await door.get('/world'))
const editors = before.users.filter(({ role }) => role === 'user').map(({ id }) => id)
const order = {
  emulator: emulator.url,
  place: { dataDir },
  requestsPerMinute: perMinute,
  text: table.text,
  editors,
  editEveryMs: 10_000,
}
const told: Told = { job: null, ended: 0, edits: [], done: false, errors: '' }
const began = Date.now()
for (const share of [0.31, 0.68]) {
  await live(order, told, { atRow: Math.floor(rows * share), delayMs: 15 })
  console.log(`killed after ${Math.round((Date.now() - began) / 1000)} s at row ${told.ended}`)
}
await live(order, told, null)
const seconds = Math.round((Date.now() - began) / 1000)
const { invites } = world.parse(await door.get('/world'))
const sent = new Map<string, number>()
for (const { email } of invites) sent.set(email, (sent.get(email) ?? 0) + 1)
const waits = told.edits.map(({ ms }) => ms).toSorted((one, other) => one - other)
const requests = await door.requests()
console.log(
  JSON.stringify(
    {
      seconds,
      done: told.done,
      good: table.good.length,
      sent_once: table.good.filter((email) => sent.get(email) === 1).length,
      sent_twice: [...sent.values()].filter((count) => count > 1).length,
      bad_rows: table.badLines.length,
      bad_sent: invites.length - table.good.length,
      edits: waits.length,
      edits_failed: told.edits.filter(({ status }) => status !== '200').length,
      edit_ms: { median: waits[Math.floor(waits.length / 2)], worst: waits.slice(-3) },
      waited_for_quota_ms: Math.max(0, ...told.edits.map(({ slotsMs }) => slotsMs)),
      refused_by_quota: requests.filter(({ status }) => status === 429).length,
      errors: told.errors,
    },
    null,
    2,
  ),
)
await emulator.close()
rmSync(dataDir, { recursive: true, force: true })
