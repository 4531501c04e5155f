import { sql } from 'kysely'
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { Database } from '#lib/server/store/database.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { notCompared, startAnchor } from './anchor.ts'
import type { Anchor, AnchorParts } from './anchor.ts'
import { readCheckpoints } from './checkpoint.ts'
import { checkpointLines } from './checkpoint-file.ts'
import { entriesOf } from './entries.ts'
import { createAuditLog } from './record.ts'
import { loadSigner } from './signing-key.ts'
import { intentOf, tester } from './test-chain.ts'
import { startReceiver } from './test-receiver.ts'
import { verifyLog } from './verify.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'steward-anchor-'))
  ends.push(() => rmSync(made, { recursive: true, force: true }))
  return made
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

function partsOf(database: Database, dataDir: string, change: Partial<AnchorParts> = {}): AnchorParts {
  const signer = loadSigner(null, dataDir)
  const organization = async () => 'org'
  return {
    database,
    signer,
    file: path.join(dataDir, 'checkpoints.jsonl'),
    url: null,
    holder: 'a',
    organization,
    log,
    ...change,
  }
}

async function started(parts: AnchorParts): Promise<Anchor> {
  const anchor = await startAnchor(parts)
  ends.push(anchor.stop)
  return anchor
}

async function write(database: Database, count: number, appended?: Anchor['appended']): Promise<void> {
  const audit = createAuditLog(database, 'test', Date.now, appended)
  for (let index = 0; index < count; index += 1) await audit.note(tester, intentOf())
}

const sizes = async (parts: AnchorParts) =>
  readCheckpoints(checkpointLines(parts.file), [parts.signer.publicKey]).checkpoints.map(({ size }) => size)

/** As whoever owns the tables. */
async function rewrite(database: Database, ...statements: string[]): Promise<void> {
  const off =
    database.kind === 'sqlite'
      ? ['drop trigger audit_event_no_update', 'drop trigger audit_event_no_delete']
      : ['alter table audit_event disable trigger user']
  for (const statement of [...off, ...statements]) await sql.raw(statement).execute(database.db)
}

eachDatabase((_, open) => {
  test('checkpoints are written when there is something new, every hundred events and at the end; they anchor the log', async () => {
    const [database, dataDir] = [await open(), folder()]
    const parts = partsOf(database, dataDir)
    const anchor = await startAnchor(parts)
    await write(database, 3)
    await anchor.now()
    await anchor.now()
    expect(await sizes(parts)).toEqual([3])
    await write(database, 100, anchor.appended)
    await anchor.now()
    expect(await sizes(parts)).toEqual([3, 103])
    await write(database, 2, anchor.appended)
    expect(await anchor.state()).toMatchObject({ size: 105, checkpoint: { size: 103 }, problem: null, trouble: null })
    await anchor.stop()
    const read = readCheckpoints(checkpointLines(parts.file), [parts.signer.publicKey])
    expect(read).toMatchObject({
      problem: null,
      checkpoints: [{ size: 3 }, { size: 103 }, { size: 105, origin: 'steward/org' }],
    })
    const verification = await verifyLog(entriesOf(database.db), read)
    expect(verification).toMatchObject({ events: 105, firstBad: null, unanchored: 0 })
  })

  test('what a process has added last is anchored while it exits, once', async () => {
    const [database, dataDir] = [await open(), folder()]
    const parts = partsOf(database, dataDir)
    const anchor = await started(parts)
    anchor.lastWords()
    await write(database, 3, anchor.appended)
    anchor.lastWords()
    anchor.lastWords()
    expect(await sizes(parts)).toEqual([3])
    const read = readCheckpoints(checkpointLines(parts.file), [parts.signer.publicKey])
    expect(await verifyLog(entriesOf(database.db), read)).toMatchObject({ firstBad: null, unanchored: 0 })
    await write(database, 1, anchor.appended)
    await rewrite(database, 'delete from audit_event where seq > 2')
    await anchor.now()
    anchor.lastWords()
    expect(await sizes(parts)).toEqual([3])
  })

  test('a rolled back log is found at the next start, and stays found however much is written after it', async () => {
    const [database, dataDir] = [await open(), folder()]
    const parts = partsOf(database, dataDir)
    await write(database, 8)
    await (await startAnchor(parts)).stop()
    await rewrite(database, 'delete from audit_event where seq > 5')
    const anchor = await started(parts)
    expect(anchor.problem()).toMatch(/holds fewer events than the checkpoint of .*After a restore/)
    await write(database, 10)
    await anchor.now()
    expect(await sizes(parts)).toEqual([8])
    const next = await started(parts)
    expect(next.problem()).toMatch(/is not the one that the checkpoint of .* saw/)
    renameSync(parts.file, `${parts.file}.looked-at`)
    const after = await started(parts)
    expect(after.problem()).toBeNull()
    expect(await sizes(parts)).toEqual([15])
  })

  test('a log that is rewritten while the portal runs is found before the next checkpoint', async () => {
    const [database, dataDir] = [await open(), folder()]
    const parts = partsOf(database, dataDir)
    await write(database, 4)
    const anchor = await started(parts)
    await rewrite(database, `update audit_event set hash = '${'a'.repeat(64)}' where seq = 4`)
    await write(database, 1)
    await anchor.now()
    expect(anchor.problem()).toContain('it was rolled back or rewritten')
    expect(await sizes(parts)).toEqual([4])
  })

  test('a checkpoint of another organization, or one that was changed, is not believed', async () => {
    const [database, dataDir] = [await open(), folder()]
    const parts = partsOf(database, dataDir)
    await write(database, 4)
    await (await startAnchor(parts)).stop()
    const other = await started({ ...parts, organization: async () => 'another' })
    expect(other.problem()).toContain('another organization')
    const text = readFileSync(parts.file, 'utf8')
    writeFileSync(parts.file, text.replace('"size":4', '"size":3'))
    expect((await started(parts)).problem()).toContain('its signature does not hold')
    writeFileSync(parts.file, 'nonsense\n')
    const unreadable = await started(parts)
    expect(unreadable.problem()).toContain('cannot be read')
    writeFileSync(parts.file, text)
    await unreadable.now()
    expect(unreadable.problem()).toBeNull()
  })

  test('a line that a crash left half written is cut off, and the file stays a chain', async () => {
    const [database, dataDir] = [await open(), folder()]
    const parts = partsOf(database, dataDir)
    await write(database, 1)
    await (await startAnchor(parts)).stop()
    appendFileSync(parts.file, '{"at":"2026-')
    await write(database, 1)
    const anchor = await started(parts)
    expect(anchor.problem()).toBeNull()
    expect(await sizes(parts)).toEqual([1, 2])
  })

  test('a last line that lacks only its line end is kept', async () => {
    const [database, dataDir] = [await open(), folder()]
    const parts = partsOf(database, dataDir)
    await write(database, 1)
    await (await startAnchor(parts)).stop()
    writeFileSync(parts.file, readFileSync(parts.file, 'utf8').trimEnd())
    await write(database, 1)
    await started(parts)
    expect(await sizes(parts)).toEqual([1, 2])
    expect(readFileSync(parts.file, 'utf8').split('\n')).toHaveLength(3)
  })

  test('until log and checkpoint were compared once nothing may be written', async () => {
    const [database, dataDir] = [await open(), folder()]
    const parts = partsOf(database, dataDir)
    await write(database, 3)
    await (await startAnchor(parts)).stop()
    await rewrite(database, 'delete from audit_event where seq = 3')
    const organization = vi.fn(async () => 'org').mockRejectedValueOnce(new Error('The database does not answer'))
    const anchor = await started({ ...parts, organization })
    expect(anchor.problem()).toBe(notCompared)
    expect(await anchor.state()).toMatchObject({ trouble: 'The database does not answer' })
    await anchor.now()
    expect(anchor.problem()).toContain('fewer events')
    const sound = await started(partsOf(database, folder()))
    expect(sound.problem()).toBeNull()
  })

  test('a replica that does not write looks once every hundred events, not at each', async () => {
    const [database, one, two] = [await open(), folder(), folder()]
    await write(database, 1)
    await started(partsOf(database, one))
    const organization = vi.fn(async () => 'org')
    const waiter = await started(partsOf(database, two, { holder: 'b', organization }))
    await write(database, 250, waiter.appended)
    expect(organization.mock.calls.length).toBeLessThanOrEqual(4)
  })

  test('one replica writes at a time, and every one compares', async () => {
    const [database, one, two] = [await open(), folder(), folder()]
    await write(database, 2)
    const [first, second] = [partsOf(database, one), partsOf(database, two, { holder: 'b' })]
    const writer = await startAnchor(first)
    const waiter = await startAnchor(second)
    expect(await sizes(first)).toEqual([2])
    expect(() => checkpointLines(second.file)).toThrow('ENOENT')
    await writer.stop()
    await waiter.now()
    expect(await sizes(second)).toEqual([2])
    await rewrite(database, 'delete from audit_event where seq = 2')
    await waiter.now()
    expect(waiter.problem()).toContain('fewer events')
    await waiter.stop()
  })

  test('checkpoints are posted in order; one that is refused is sent again and holds nothing up', async () => {
    const [database, dataDir, webhook] = [await open(), folder(), await startReceiver()]
    ends.push(webhook.close)
    webhook.answers.push(503)
    const parts = partsOf(database, dataDir, { url: webhook.url })
    await write(database, 1)
    const anchor = await started(parts)
    await webhook.until(1)
    await write(database, 1)
    await anchor.now()
    expect(await sizes(parts)).toEqual([1, 2])
    await webhook.until(3)
    const lines = checkpointLines(parts.file)
    expect(webhook.received.map(({ body, status }) => [body, status])).toEqual([
      [lines[0], 503],
      [lines[0], 200],
      [lines[1], 200],
    ])
    expect(await anchor.state()).toMatchObject({ trouble: null, posts_to: webhook.url.host })
  })

  test('what was collected over a restart verifies: the last words of a process are logged and posted by the next', async () => {
    const [database, dataDir, webhook] = [await open(), folder(), await startReceiver()]
    ends.push(webhook.close)
    const logged: string[] = []
    const info = (fields: { audit_checkpoint?: string }) => void logged.push(fields.audit_checkpoint ?? '')
    const parts = partsOf(database, dataDir, { url: webhook.url, log: { ...log, info } })
    await write(database, 1)
    const first = await started(parts)
    await webhook.until(1)
    await write(database, 2, first.appended)
    first.lastWords()
    const second = await started(parts)
    await webhook.until(2)
    await write(database, 1)
    await second.now()
    await webhook.until(3)
    const lines = checkpointLines(parts.file)
    expect(lines).toHaveLength(3)
    expect(webhook.received.map(({ body }) => body)).toEqual(lines)
    for (const collected of [webhook.received.map(({ body }) => body), logged]) {
      const read = readCheckpoints(collected, [parts.signer.publicKey])
      expect(read).toMatchObject({ problem: null, unlinked: [], checkpoints: [{ size: 1 }, { size: 3 }, { size: 4 }] })
      expect(await verifyLog(entriesOf(database.db), read)).toMatchObject({ firstBad: null, unanchored: 0 })
    }
    await (await startAnchor(parts)).stop()
    await webhook.until(4)
    const again = webhook.received.map(({ body }) => body)
    expect(readCheckpoints(again, [parts.signer.publicKey])).toMatchObject({ problem: null, unlinked: [] })
  })

  test('a webhook that is gone is told in the state, and the file has the checkpoint all the same', async () => {
    const [database, dataDir, webhook] = [await open(), folder(), await startReceiver()]
    await webhook.close()
    const parts = partsOf(database, dataDir, { url: webhook.url })
    await write(database, 1)
    const anchor = await started(parts)
    expect(await sizes(parts)).toEqual([1])
    await expect.poll(async () => (await anchor.state()).trouble).toBe(`${webhook.url.host} cannot be reached`)
  })

  test('no checkpoint while the organization is not known, and a file that cannot be written is told', async () => {
    const [database, dataDir] = [await open(), folder()]
    await write(database, 1)
    const nameless = partsOf(database, dataDir, { organization: async () => null })
    await started(nameless)
    expect(() => checkpointLines(nameless.file)).toThrow('ENOENT')
    writeFileSync(path.join(dataDir, 'file'), '')
    const lost = await started(partsOf(database, dataDir, { file: path.join(dataDir, 'file', 'checkpoints.jsonl') }))
    const { problem, trouble } = await lost.state()
    expect(problem ?? trouble).not.toBeNull()
  })
})
