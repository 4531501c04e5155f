import { afterEach, expect, test } from 'vitest'
import { Secret } from '#lib/server/secret.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import type { Database } from '#lib/server/store/database.ts'
import { dropLease, takeLease } from '#lib/server/store/lease.ts'
import { parseLine } from './entries.ts'
import { createAuditLog } from './record.ts'
import { startSiem } from './siem.ts'
import type { Siem } from './siem.ts'
import { httpSink, stdoutSink } from './sinks.ts'
import { intentOf, tester } from './test-chain.ts'
import { startReceiver } from './test-receiver.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
const quiet = { warn: () => undefined }

async function receiver() {
  const made = await startReceiver()
  ends.push(made.close)
  return made
}

function started(database: Database, sinks: Parameters<typeof startSiem>[0]['sinks'], holder = 'a'): Siem {
  const siem = startSiem({ database, sinks, holder, log: quiet, pauses: { first: 1, longest: 2, look: 3_600_000 } })
  ends.push(siem.stop)
  return siem
}

async function write(database: Database, count: number): Promise<void> {
  const log = createAuditLog(database, 'test')
  for (let index = 0; index < count; index += 1) await log.note(tester, intentOf())
}

const seqsOf = (bodies: readonly { body: string }[]) =>
  bodies.flatMap(({ body }) =>
    body
      .trimEnd()
      .split('\n')
      .map((line) => {
        const entry = parseLine(Buffer.from(line))
        return 'columns' in entry ? entry.columns['seq'] : entry.unreadable
      }),
  )
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

eachDatabase((_, open) => {
  test('every event arrives once and in order, as JSON lines that can be verified, with the token', async () => {
    const [database, sink] = [await open(), await receiver()]
    await write(database, 450)
    const siem = started(database, [httpSink(sink.url, new Secret('token-of-the-siem'))])
    expect(await siem.now()).toMatchObject([
      { name: 'https', to: sink.url.host, delivered_seq: 450, lag: 0, error: null },
    ])
    expect(seqsOf(sink.received)).toEqual(upTo(450))
    expect(sink.received[0]?.headers).toMatchObject({
      'content-type': 'application/x-ndjson',
      authorization: 'Bearer token-of-the-siem',
    })
    await write(database, 2)
    siem.appended()
    await sink.until(4)
    expect(seqsOf(sink.received).slice(450)).toEqual([451, 452])
  })

  test('126: what was not taken is sent again, and the place moves on only after a yes', async () => {
    const [database, sink] = [await open(), await receiver()]
    await write(database, 3)
    sink.answers.push(500, 429, 302, 200)
    const siem = started(database, [httpSink(sink.url, null)])
    await sink.until(1)
    for (const words of [/answers 429/, /cannot be reached/]) {
      const [state] = await siem.now()
      expect(state).toMatchObject({ delivered_seq: 0, lag: 3 })
      expect(state?.error).toMatch(words)
    }
    expect(await siem.now()).toMatchObject([{ delivered_seq: 3, lag: 0, error: null }])
    expect(sink.received.map(({ status }) => status)).toEqual([500, 429, 302, 200])
    expect(new Set(sink.received.map(({ body }) => body)).size).toBe(1)
  })

  test('a lost answer delivers twice with the same ids, never not at all', async () => {
    const [database, sink] = [await open(), await receiver()]
    await write(database, 2)
    const taken: string[] = []
    const forgetful = {
      ...httpSink(sink.url, null),
      deliver: async (events: readonly { id: string }[]) => {
        taken.push(...events.map(({ id }) => id))
        return taken.length === 2 ? { problem: 'the answer was lost', tooLarge: false } : null
      },
    }
    const siem = started(database, [forgetful])
    await siem.now()
    expect(await siem.now()).toMatchObject([{ delivered_seq: 2 }])
    expect(taken).toHaveLength(4)
    expect(taken.slice(0, 2)).toEqual(taken.slice(2))
  })

  test('no delivery is larger than 512 kB, and one that is refused as too large goes in parts', async () => {
    const [database, sink] = [await open(), await receiver()]
    const log = createAuditLog(database, 'test')
    for (let index = 0; index < 8; index += 1) await log.note(tester, intentOf({ reason: 'x'.repeat(200_000) }))
    sink.answers.push(200, 413, 200)
    const siem = started(database, [httpSink(sink.url, null)])
    expect(await siem.now()).toMatchObject([{ delivered_seq: 8, lag: 0, error: null }])
    expect(sink.received.map(({ body }) => seqsOf([{ body }]))).toEqual([[1, 2], [3, 4], [3], [4], [5], [6], [7], [8]])
  })

  test('an event that alone is too large is named, never skipped, and goes when the sink takes it', async () => {
    const [database, sink] = [await open(), await receiver()]
    await write(database, 3)
    sink.answers.push(413, 413)
    const siem = started(database, [httpSink(sink.url, null)])
    await sink.until(2)
    const first = database.db.selectFrom('audit_event').select('id').where('seq', '=', 1)
    const { id } = await first.executeTakeFirstOrThrow()
    await expect
      .poll(async () => (await siem.state())[0]?.error)
      .toBe(
        `${sink.url.host} answers 413: event 1 (${id}) alone is too large for it (1 kB). Let it take more; delivery waits for that.`,
      )
    expect(await siem.now()).toMatchObject([{ delivered_seq: 3, error: null }])
    expect(seqsOf(sink.received.filter(({ status }) => status === 200))).toEqual([1, 2, 3])
  })

  test('a replica that was paused past its lease does not take the place back', async () => {
    const [database, sink] = [await open(), await receiver()]
    await write(database, 2)
    const paused = {
      ...httpSink(sink.url, null),
      deliver: async () => {
        await dropLease(database, 'siem_https', 'a')
        await write(database, 3)
        expect(await started(database, [httpSink(sink.url, null)], 'b').now()).toMatchObject([{ delivered_seq: 5 }])
        return null
      },
    }
    expect(await started(database, [paused]).now()).toMatchObject([{ delivered_seq: 5, lag: 0 }])
  })

  test('one replica delivers at a time; the next goes on where it stopped', async () => {
    const [database, sink] = [await open(), await receiver()]
    await write(database, 2)
    await takeLease(database, 'siem_https', 'another', 60_000)
    const siem = started(database, [httpSink(sink.url, null)])
    expect(await siem.now()).toMatchObject([{ delivered_seq: 0, lag: 2, error: null }])
    await dropLease(database, 'siem_https', 'another')
    expect(await siem.now()).toMatchObject([{ delivered_seq: 2, lag: 0 }])
    await siem.stop()
    await write(database, 1)
    const successor = started(database, [httpSink(sink.url, null)], 'b')
    expect(await successor.now()).toMatchObject([{ delivered_seq: 3 }])
    expect(seqsOf(sink.received)).toEqual([1, 2, 3])
  })

  test('standard output has each event on a line of its own, told from the log by its one field', async () => {
    const database = await open()
    await write(database, 2)
    const said: string[] = []
    const siem = started(database, [stdoutSink(async (text) => void said.push(text))])
    await siem.now()
    const lines = said
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, { seq: number }>)
    expect(lines.map((line) => Object.keys(line))).toEqual([['audit_event'], ['audit_event']])
    expect(lines.map((line) => line['audit_event']?.seq)).toEqual([1, 2])
  })

  test('a sink that is gone holds up nobody else', async () => {
    const database = await open()
    await write(database, 1)
    const gone = await startReceiver()
    await gone.close()
    const siem = started(database, [httpSink(gone.url, null), stdoutSink(async () => undefined)])
    expect(await siem.now()).toMatchObject([
      { name: 'https', lag: 1, error: `${gone.url.host} cannot be reached` },
      { name: 'stdout', lag: 0, error: null },
    ])
  })
})
