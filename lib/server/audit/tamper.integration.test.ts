import { assert, asyncProperty, integer, nat } from 'fast-check'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { openDatabase } from '#lib/server/store/database.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { AuditEvent, Schema } from '#lib/server/store/schema.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { putEvents } from '#lib/server/testing/audit-events.ts'
import { readCheckpoints } from './checkpoint.ts'
import { entriesOf } from './entries.ts'
import { createAuditLog } from './record.ts'
import { auditVerify, chainOf, intentOf, tester } from './test-chain.ts'
import { verifyLog } from './verify.ts'

const verify = (db: Kysely<Schema>) => verifyLog(entriesOf(db), readCheckpoints([], []))

/** Events of every kind: intents with their outcomes, refusals, notes; some columns filled, some null. */
async function fill(database: Database, count: number): Promise<AuditEvent[]> {
  const log = createAuditLog(database, 'test')
  for (let index = 0; index < count / 4; index += 1) {
    const intent = intentOf({ summary: `Change ${index}: Łódź 😀\u2028` })
    const id = await log.intend(tester, intent)
    const outcome = {
      result: 'succeeded' as const,
      problem: null,
      after: { index },
      upstream_request_id: `req_${index}`,
    }
    await log.conclude(tester, intent, id, { ...outcome, evidence: { saw: index } })
    await log.deny(tester, intent, 'The help desk may not')
    await log.note(tester, intentOf({ reason: null, before: null, target_id: null, approver: null, undoes: null }))
  }
  return database.db.selectFrom('audit_event').selectAll().orderBy('seq').execute()
}

/** As whoever owns the file or the tables: nothing inside the database stops them. */
async function withoutTriggers(database: Database): Promise<void> {
  if (database.kind === 'postgresql') await sql`alter table audit_event disable trigger user`.execute(database.db)
  else for (const act of ['update', 'delete']) await sql.raw(`drop trigger audit_event_no_${act}`).execute(database.db)
}

/** One byte more, less or different; null becomes something. */
function nudged(value: string | number | null, at: number, bit: number): string | number {
  if (typeof value === 'number') return value + (at % 2 === 0 ? 1 : -1)
  if (value === null) return 'x'
  if (value === '') return '0'
  const bytes = Buffer.from(value)
  const place = at % bytes.length
  const byte = bytes[place] ?? 0
  // Within ASCII the text stays text, which both databases take; elsewhere a byte is added.
  if (byte >= 0x80) return `x${value}`
  bytes[place] = 0x20 + (((byte - 0x20) ^ (1 << (bit % 6))) & 0x5f)
  return bytes.toString() === value ? `${value} ` : bytes.toString()
}

eachDatabase((name, open, place) => {
  test('118: one byte changed in any column of any event is named', async () => {
    const database = await open()
    const events = await fill(database, 24)
    await withoutTriggers(database)
    const columns = Object.keys(events[0] ?? {}).filter((column) => column !== 'seq')
    expect(columns).toHaveLength(32)
    const set = (seq: number, column: string, value: string | number | null) =>
      sql`update audit_event set ${sql.ref(column)} = ${value} where seq = ${seq}`.execute(database.db)
    for (const column of columns) {
      const change = asyncProperty(integer({ min: 1, max: 24 }), nat(200), nat(5), async (seq, at, bit) => {
        const before = Object.entries(events[seq - 1] ?? {}).find(([key]) => key === column)?.[1] ?? null
        await set(seq, column, nudged(before, at, bit))
        const { firstBad } = await verify(database.db)
        await set(seq, column, before)
        expect(firstBad?.seq, column).toBe(seq)
      })
      await assert(change, { numRuns: 6 })
    }
    expect(await verify(database.db)).toMatchObject({ events: 24, firstBad: null })
  })

  test('118, 119: an event renumbered, removed, swapped, copied or put in is found', async () => {
    const database = await open()
    await fill(database, 12)
    await withoutTriggers(database)
    const { db } = database
    const undo = new Error('undo')
    const after = async (...changes: string[]) => {
      let seen: unknown = null
      const attempt = db.transaction().execute(async (trx) => {
        for (const change of changes) await sql.raw(change).execute(trx)
        seen = (await verifyLog(entriesOf(trx), readCheckpoints([], []))).firstBad
        throw undo
      })
      await expect(attempt).rejects.toBe(undo)
      return seen
    }
    expect(await after('update audit_event set seq = 99 where seq = 5')).toMatchObject({ seq: 5, wrong: 'gap' })
    expect(await after('update audit_event set seq = -5 where seq = 5')).toMatchObject({ seq: -5, wrong: 'order' })
    expect(await after('update audit_event set seq = 9007199254740993 where seq = 12')).toMatchObject({
      wrong: 'malformed',
    })
    expect(await after('delete from audit_event where seq = 5')).toMatchObject({ seq: 5, wrong: 'gap' })
    expect(await after('delete from audit_event where seq = 1')).toMatchObject({ seq: 1, wrong: 'gap' })
    const move = (from: number, to: number) => `update audit_event set seq = ${to} where seq = ${from}`
    expect(await after(move(5, 99), move(6, 5), move(99, 6))).toMatchObject({ seq: 5, wrong: 'link' })
    const columns = (await db.selectFrom('audit_event').selectAll().limit(1).execute()).flatMap(Object.keys)
    const quoted = columns.map((column) => `"${column}"`)
    const copyAs = (from: number, to: number) => {
      const values = quoted.map((column) => (column === '"seq"' ? `${to}` : column === '"id"' ? "'copy'" : column))
      return `insert into audit_event (${quoted.join()}) select ${values.join()} from audit_event where seq = ${from}`
    }
    expect(await after(copyAs(12, 13))).toMatchObject({ seq: 13, wrong: 'link' })
    const makeRoom = [12, 11, 10, 9, 8, 7, 6].map((seq) => move(seq, seq + 1))
    expect(await after(...makeRoom, copyAs(5, 6))).toMatchObject({ seq: 6, wrong: 'link' })
    expect(await after(move(12, 13), move(11, 12), copyAs(10, 11))).toMatchObject({ seq: 11, wrong: 'link' })
    // A gap closed by renumbering: every number is there again.
    expect(
      await after(
        'delete from audit_event where seq = 5',
        ...[6, 7, 8, 9, 10, 11, 12].map((seq) => move(seq, seq - 1)),
      ),
    ).toMatchObject({ seq: 5, wrong: 'link' })
    if (name === 'sqlite')
      expect(await after("update audit_event set at_ms = 'soon' where seq = 3")).toMatchObject({
        seq: 3,
        wrong: 'hash',
      })
    expect(await verify(db)).toMatchObject({ events: 12, firstBad: null })
  })

  test('122: the trigger stops changes by the role that owns the log', async () => {
    const database = await open()
    await fill(database, 4)
    const { db } = database
    const acts = [
      "update audit_event set summary = 'x'",
      'delete from audit_event',
      ...(name === 'sqlite' ? [] : ['truncate audit_event']),
    ]
    for (const act of acts)
      await expect(sql.raw(act).execute(db), act).rejects.toThrow('audit events cannot be changed')
    expect(await verify(db)).toMatchObject({ events: 4, firstBad: null })
  })

  test.each([
    ['a number twice', 500],
    ['no number', null],
  ])('119: an event that has %s is found, wherever the pages of the reading end', async (_, seq) => {
    const { db } = await open()
    await putEvents({ db }, chainOf(501))
    expect(await verify(db)).toMatchObject({ events: 501, firstBad: null })
    // A table without keys and triggers, as its owner may make it.
    await sql`create table loose as select * from audit_event`.execute(db)
    await sql`drop table audit_event`.execute(db)
    await sql`alter table loose rename to audit_event`.execute(db)
    expect(await verify(db)).toMatchObject({ events: 501, firstBad: null })
    const [added] = chainOf(1, () => ({ id: 'put in' }))
    await sql`insert into audit_event (${sql.join(Object.keys(added ?? {}).map((name) => sql.ref(name)))})
      values (${sql.join(Object.values({ ...added, seq }))})`.execute(db)
    const { events, firstBad } = await verify(db)
    expect(events).toBe(502)
    expect(firstBad).not.toBeNull()
    await sql`delete from audit_event where id = 'put in'`.execute(db)
    expect(await verify(db)).toMatchObject({ events: 501, firstBad: null })
  })

  test('npm run audit:verify tells with words and exit code, and changes nothing', async () => {
    const options = await place()
    const where =
      'url' in options ? { DATABASE_URL: options.url, DATA_DIR: '/nonexistent' } : { DATA_DIR: options.dataDir }
    const database = await openDatabase(options)
    await fill(database, 8)
    expect(await auditVerify([], where)).toMatchObject({
      code: 0,
      stdout: '8 events, chain whole, not anchored: there is no checkpoint.\n',
    })
    await withoutTriggers(database)
    await sql`update audit_event set summary = 'x' where seq = 3`.execute(database.db)
    const told = await auditVerify([], where)
    expect(told.code).toBe(1)
    expect(told.stderr).toMatch(
      /^NOT WHOLE: event 3 \([0-9a-f-]{36}\): hash\. Its content is not what was hashed\.\n8 events read/,
    )
    await database.close()
    const nowhere = name === 'sqlite' ? { DATA_DIR: '/nonexistent' } : { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' }
    expect(await auditVerify([], nowhere)).toMatchObject({ code: 2, stdout: '' })
  })
})

test('npm run audit:verify without sense or a file says how, and ends with 2', async () => {
  expect(await auditVerify(['--nonsense'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('npm run audit:verify') as string,
  })
  expect(await auditVerify(['--file', '/nonexistent'])).toMatchObject({ code: 2 })
  expect(await auditVerify(['--file', '.'])).toMatchObject({ code: 2 })
  const file = ['--file', 'scripts/audit/vectors.jsonl']
  expect(await auditVerify([...file, '--checkpoints', '/nonexistent'])).toMatchObject({ code: 2 })
  expect(await auditVerify([...file, '--public-key', 'package.json'])).toMatchObject({ code: 2 })
  expect(await auditVerify(file)).toMatchObject({ code: 0 })
})
