import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { expect, test } from 'vitest'
import { readCheckpoints } from '#lib/server/audit/checkpoint.ts'
import { entriesOf } from '#lib/server/audit/entries.ts'
import { verifyLog } from '#lib/server/audit/verify.ts'
import { connectDatabase, openDatabase } from './database.ts'
import type { Database, DatabaseOptions } from './database.ts'
import type { Schema } from './schema.ts'
import { firstSchema } from './migrations/001-first-schema.ts'
import { eachDatabase } from './test-databases.ts'

/** A database as the first release left it, with a gap in its numbers and an intent that nobody closed. */
async function asOfFirstRelease(options: DatabaseOptions): Promise<void> {
  const { db, kind, close } = connectDatabase(options)
  await firstSchema(kind).up(db)
  await sql`create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(db)
  await sql`create table kysely_migration_lock (id varchar(255) primary key, is_locked integer not null default 0)`.execute(
    db,
  )
  await sql`insert into kysely_migration values ('001-first-schema', '2026-10-01T00:00:00.000Z')`.execute(db)
  await sql`insert into kysely_migration_lock values ('migration_lock', 0)`.execute(db)
  for (const [seq, event] of old.entries()) await insertAsFirstRelease(db, (seq + 1) * 3, event)
  await close()
}

async function insertAsFirstRelease(db: Kysely<Schema>, seq: number, event: (typeof old)[number]): Promise<void> {
  await sql`insert into audit_event (seq, id, kind, intent_id, at_ms, actor_id, actor_issuer, actor_subject, actor_name,
    via, action, summary, params, reason, request_id) values (${seq}, ${event.id}, ${event.kind},
    ${event.intent_id}, 1790000000000, 'p', 'i', 's', 'Łucja 😀', 'browser', 'member.change_role', 'x', '{}', ${event.reason}, 'r')`.execute(
    db,
  )
}

const old = [
  { id: 'i1', kind: 'intent', intent_id: null, reason: 'because\u2028' },
  { id: 'o1', kind: 'outcome', intent_id: 'i1', reason: null },
  { id: 'i2', kind: 'intent', intent_id: null, reason: null },
  { id: 'd1', kind: 'denied', intent_id: null, reason: '' },
]

const verify = ({ db }: Database) => verifyLog(entriesOf(db), readCheckpoints([], []))

eachDatabase((kind, __, place) => {
  test('a log of the first release is chained from its first event on, and its open intent is known', async () => {
    const options = await place()
    await asOfFirstRelease(options)
    const database = await openDatabase(options)
    expect(await verify(database)).toMatchObject({ events: 4, firstBad: null })
    const events = await database.db.selectFrom('audit_event').select(['seq', 'id', 'reason']).orderBy('seq').execute()
    expect(events).toEqual(old.map(({ id, reason }, index) => ({ seq: index + 1, id, reason })))
    const open = await database.db.selectFrom('open_intent').selectAll().execute()
    expect(open).toEqual([{ intent_id: 'i2', instance: '', since_ms: 1_790_000_000_000 }])
    await database.close()
  })

  test.skipIf(kind === 'sqlite')('a replica of the first release that still runs adds nothing unhashed', async () => {
    const database = await openDatabase(await place())
    const event = { id: 'i3', kind: 'intent', intent_id: null, reason: null }
    await expect(insertAsFirstRelease(database.db, 5, event)).rejects.toThrow('hash')
    await database.close()
  })
})
