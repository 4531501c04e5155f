import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { write } from '#lib/server/http/route.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'

const key = 'sk-ant-admin01-test'
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** A portal whose admin key is in a file, and the way operators replace such a file. */
async function startWithKeyFile() {
  const folder = await mkdtemp(path.join(tmpdir(), 'steward-key-'))
  ends.push(() => rm(folder, { recursive: true }))
  const adminKeyFile = path.join(folder, 'admin_key')
  const put = async (text: string) => {
    await writeFile(`${adminKeyFile}.new`, text, { mode: 0o400 })
    await rename(`${adminKeyFile}.new`, adminKeyFile)
  }
  await put(key)
  const portal = await startTestPortal({ dataDir: folder }, { env: { adminKeyFile } })
  ends.push(portal.close)
  return { ...portal, put }
}

test('90: a renewed key is used without a restart, the old one never after, and the log tells both fingerprints', async () => {
  const { runtime, door, put } = await startWithKeyFile()
  await runtime.renewKey()
  const before = runtime.credentialFingerprint()
  await put(`${key}-renewed\n`)
  await runtime.renewKey()
  const after = runtime.credentialFingerprint()
  expect(after).not.toBe(before)
  await door.post('/credential', { revoked: true })
  const [active] = (await worldOf(door)).api_keys.filter(({ status }) => status === 'active')
  const ask = await askAs(runtime, 'admin')
  const change = { method: 'POST', body: { status: 'inactive' } }
  expect((await ask(write(updateApiKey), { api_key_id: active?.id ?? '' }, change)).status).toBe(200)
  const events = await runtime.database.db
    .selectFrom('audit_event')
    .selectAll()
    .where('action', '=', 'credential.renew')
    .execute()
  expect(events.map(({ params, via }) => ({ params, via }))).toEqual([
    { params: JSON.stringify({ before, after }), via: 'portal' },
  ])
  expect(JSON.stringify(events)).not.toContain(key)
})

test('a revoked key makes the portal read-only until its file holds a new one', async () => {
  const { runtime, door, put } = await startWithKeyFile()
  await door.post('/credential', { revoked: true })
  await expect(runtime.mirror.refresh()).rejects.toThrow()
  expect(runtime.health().readOnly).toBe(true)
  await put(`${key}-renewed`)
  await runtime.renewKey()
  expect(runtime.health()).toEqual({ problem: null, readOnly: false })
})

test.each([
  ['a key that is refused', 'sk-ant-admin01-nobody-knows-this'],
  ['an ordinary key', 'sk-ant-api03-0123456789abcdef'],
  ['an empty file', ''],
  ['a key of another organization', 'sk-ant-admin01-elsewhere'],
])('%s is not taken, and the old key stays in use', async (_, text) => {
  const { runtime, door, put } = await startWithKeyFile()
  await door.post('/worlds', { key: 'sk-ant-admin01-elsewhere', seed: 99 })
  const before = runtime.credentialFingerprint()
  await put(text)
  await runtime.renewKey()
  expect(runtime.credentialFingerprint()).toBe(before)
  await runtime.mirror.refresh()
  expect(runtime.health().readOnly).toBe(false)
})
