import { sql } from 'kysely'
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { createAuditLog } from '#lib/server/audit/record.ts'
import { intentOf, tester } from '#lib/server/audit/test-chain.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import { createInvite } from '#lib/server/actions/invites.ts'
import { write } from '#lib/server/http/route.ts'
import { mayRewriteEvents } from './application-role.ts'
import { openDatabase } from './database.ts'

const ends: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const end of ends.toReversed()) await end()
})

/** A database with two roles of its own, the way docs/operations.md tells an operator to make them. */
async function twoRoles() {
  const admin = new Client({ connectionString: inject('postgresUrl') })
  await admin.connect()
  const name = `roles_${randomBytes(6).toString('hex')}`
  const [owner, app] = [`${name}_owner`, `${name}_app`]
  for (const role of [owner, app]) await admin.query(`create role ${role} login password 'p'`)
  await admin.query(`create database ${name} owner ${owner}`)
  ends.push(async () => {
    await admin.query(`drop database ${name} with (force)`)
    for (const role of [app, owner]) await admin.query(`drop role ${role}`)
    await admin.end()
  })
  const urlAs = (role: string) => {
    const url = new URL(inject('postgresUrl'))
    return Object.assign(url, { username: role, password: 'p', pathname: `/${name}` }).href
  }
  return { url: urlAs(app), ownerUrl: urlAs(owner) }
}

test('122: the application role adds events and can do nothing else to them', async () => {
  const options = await twoRoles()
  const database = await openDatabase(options)
  ends.push(database.close)
  await createAuditLog(database, 'test').note(tester, intentOf())
  expect(await mayRewriteEvents(database)).toBe(false)
  const forbidden = [
    "update audit_event set summary = 'x'",
    'update audit_event set seq = seq + 1',
    'delete from audit_event',
    'truncate audit_event',
    'drop table audit_event',
    'alter table audit_event disable trigger all',
    'alter table audit_event disable trigger audit_event_no_change',
    'alter table audit_event add column x text',
    'drop trigger audit_event_no_change on audit_event',
    'drop function audit_event_refuse() cascade',
    'create or replace function audit_event_refuse() returns trigger language plpgsql as $$ begin return new; end $$',
    'create rule quiet as on insert to audit_event do instead nothing',
    "set session_replication_role = 'replica'",
    'insert into audit_event select * from audit_event on conflict (id) do update set summary = excluded.summary',
    'delete from kysely_migration',
    'create table more (x int)',
  ]
  for (const act of forbidden)
    await expect(sql.raw(act).execute(database.db), act).rejects.toThrow(/permission denied|must be owner/)
  // PostgreSQL only warns here, and grants nothing.
  await sql`grant update, delete, truncate on audit_event to current_user`.execute(database.db)
  expect(await mayRewriteEvents(database)).toBe(false)
  const events = await database.db.selectFrom('audit_event').select('summary').execute()
  expect(events).toEqual([{ summary: intentOf().summary }])
})

test('122: a statement that was smuggled into a search changes nothing', async () => {
  const database = await openDatabase(await twoRoles())
  ends.push(database.close)
  await createAuditLog(database, 'test').note(tester, intentOf())
  const smuggled = "'; delete from audit_event; --"
  expect(await database.db.selectFrom('audit_event').selectAll().where('id', '=', smuggled).execute()).toEqual([])
  const injected = sql.raw(`select * from audit_event where id = '${smuggled}'`).execute(database.db)
  await expect(injected).rejects.toThrow('permission denied')
  expect(await database.db.selectFrom('audit_event').selectAll().execute()).toHaveLength(1)
})

test('a portal runs on two roles: it signs in, changes, records; and starts again without the owner', async () => {
  const options = await twoRoles()
  for (const place of [options, { url: options.url }]) {
    const portal = await startTestPortal(place)
    await portal.runtime.mirror.refresh()
    const ask = await askAs(portal.runtime, 'admin')
    const body = { email: `${randomBytes(4).toString('hex')}@example.com`, role: 'user' }
    expect(await ask(write(createInvite), {}, { method: 'POST', body })).toMatchObject({ status: 200 })
    await portal.close()
  }
})

test('four replicas with two roles start together', async () => {
  const options = await twoRoles()
  const databases = await Promise.all([1, 2, 3, 4].map(() => openDatabase(options)))
  for (const { close } of databases) await close()
})

test('with one role the portal knows that it could rewrite its log; two names for one role are refused', async () => {
  const { ownerUrl } = await twoRoles()
  const database = await openDatabase({ url: ownerUrl })
  ends.push(database.close)
  expect(await mayRewriteEvents(database)).toBe(true)
  await expect(openDatabase({ url: ownerUrl, ownerUrl })).rejects.toThrow('name the same role')
})
