import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { startTestPortal } from '#lib/server/testing/portal.ts'
import type { Database, DatabaseOptions } from './database.ts'
import { openDatabase } from './database.ts'
import { claimInstance } from './instance.ts'
import type { Instance } from './instance.ts'
import { eachDatabase } from './test-databases.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function claim(place: DatabaseOptions, waitMs?: number): Promise<Instance & { database: Database }> {
  const database = await openDatabase(place)
  ends.push(database.close)
  const instance = await claimInstance(database, place, waitMs)
  ends.push(instance.release)
  return { ...instance, database }
}

/** Another process that takes its place, says its id and then lives until it is killed. */
async function claimElsewhere(place: DatabaseOptions) {
  const script = `
    import { openDatabase } from '#lib/server/store/database.ts'
    import { claimInstance } from '#lib/server/store/instance.ts'
    const place = ${JSON.stringify(place)}
    const { id } = await claimInstance(await openDatabase(place), place)
    process.stdout.write(id)
    setInterval(() => undefined, 1000)`
  const flags = ['--conditions=react-server', '--input-type=module-typescript', '-e', script]
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'close')
  const [id] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  return {
    id,
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
}

eachDatabase((kind, _, place) => {
  test('a process is known to live until it is killed, and no longer', async () => {
    const at = await place()
    const other = await claimElsewhere(at)
    if (kind === 'postgresql') {
      const mine = await claim(at)
      expect(await mine.isAlive(other.id)).toBe(true)
      expect(await mine.isAlive(mine.id)).toBe(true)
      await other.kill()
      await expect.poll(() => mine.isAlive(other.id)).toBe(false)
    } else {
      await expect(claim(at, 50)).rejects.toThrow(/Another Steward is running/)
      await other.kill()
      const mine = await claim(at, 50)
      expect(await mine.isAlive(other.id)).toBe(false)
      expect(await mine.isAlive(mine.id)).toBe(true)
    }
    expect(await (await claim(kind === 'sqlite' ? await place() : at)).isAlive('something-else')).toBe(false)
  })
})

test('a second portal on the same folder refuses to start, and the first goes on', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'steward-twice-'))
  ends.push(() => rm(dataDir, { recursive: true }))
  const first = await startTestPortal({ dataDir })
  ends.push(first.close)
  await expect(startTestPortal({ dataDir })).rejects.toThrow(/Another Steward is running on .*DATABASE_URL/)
  await first.runtime.mirror.refresh()
  expect((await first.runtime.mirror.snapshot()).list('user').length).toBeGreaterThan(0)
})
