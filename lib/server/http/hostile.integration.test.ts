import { sql } from 'kysely'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import { updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { read, write } from '#lib/server/http/route.ts'
import { listInvites } from '#lib/server/reads/invites.ts'
import { listMembers } from '#lib/server/reads/members.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function start() {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'steward-hostile-'))
  ends.push(() => rm(dataDir, { recursive: true }))
  const portal = await startTestPortal({ dataDir })
  ends.push(portal.close)
  await portal.runtime.mirror.refresh()
  await portal.door.remove('/requests')
  return { ...portal, ask: await askAs(portal.runtime, 'admin') }
}

const writesIn = async ({ door }: Awaited<ReturnType<typeof start>>) =>
  (await door.requests()).filter(({ method }) => method !== 'GET')

test.each([
  'a@b.com, c@d.com',
  'a@b.com\r\nBcc: c@d.com',
  'a@b.com\nc@d.com',
  'a@evil.com@corp.com',
  'a＠corp.com',
  'a@corp.com.',
  'а@corp.com',
  `${'a'.repeat(400)}@corp.com`,
  ' ',
])('64: an invite to %j is refused before anything upstream', async (email) => {
  const portal = await start()
  const answer = await portal.ask(write(createInvite), {}, { method: 'POST', body: { email, role: 'user' } })
  expect(answer.status).toBe(400)
  expect(JSON.stringify(answer.body)).toContain('email')
  expect(await writesIn(portal)).toEqual([])
})

const post = (body: unknown, headers: Record<string, string> = {}) => ({ method: 'POST', body, headers })

test('63: a reason with line breaks is kept as text and reaches no header', async () => {
  const portal = await start()
  const member = (await worldOf(portal.door)).users.find(({ role }) => role === 'user')
  const reason = 'because\r\nx-injected: yes\u2028\u0000'
  const answer = await portal.ask(
    write(changeMemberRole),
    { user_id: member?.id ?? '' },
    post({ role: 'developer' }, { 'x-portal-reason': encodeURIComponent(reason) }),
  )
  expect(answer.status).toBe(200)
  expect(answer.headers.get('x-injected')).toBeNull()
  const event = await portal.runtime.database.db
    .selectFrom('audit_event')
    .select('reason')
    .where('kind', '=', 'intent')
    .executeTakeFirstOrThrow()
  expect(event.reason).toBe('because\r\nx-injected: yes\u2028\ufffd')
  expect(JSON.stringify(await portal.door.requests())).not.toContain('injected')
})

const injections = [`' or 1=1 --`, `"; drop table audit_event; --`, `%' union select secret_hash from portal_token --`]

test.each(injections)('66: %j is a literal in every filter, and in no error', async (text) => {
  const portal = await start()
  const query = new URLSearchParams({ email: text }).toString()
  for (const list of [read(listMembers), read(listInvites)]) {
    const answer = await portal.ask(list, {}, { query })
    expect([200, 400]).toContain(answer.status)
    if (answer.status === 200) expect(answer.body['data']).toEqual([])
    expect(JSON.stringify(answer.body)).not.toMatch(/sqlite|syntax|near "/i)
  }
  const workspace = (await worldOf(portal.door)).workspaces.find(
    ({ name, archived_at }) => name !== 'Default' && archived_at === null,
  )
  const renamed = await portal.ask(write(updateWorkspace), { workspace_id: workspace?.id ?? '' }, post({ name: text }))
  expect(renamed.body['name']).toBe(text)
  expect((await portal.runtime.mirror.snapshot()).get('workspace', workspace?.id ?? '')?.name).toBe(text)
})

test('73: a field that upstream adds does not leave the portal', async () => {
  const portal = await start()
  const key = (await worldOf(portal.door)).api_keys.find(({ status }) => status === 'active')
  const body = JSON.stringify({ ...key, name: 'renamed', secret: 'leak-1', api_key: 'leak-2', key_hash: 'leak-3' })
  const match = { method: 'POST', path: `/api_keys/${key?.id ?? ''}` }
  await portal.door.fault({ match, status: 200, body, commit: true })
  const answer = await portal.ask(write(updateApiKey), { api_key_id: key?.id ?? '' }, post({ name: 'renamed' }))
  expect(answer.status).toBe(200)
  expect(answer.body['name']).toBe('renamed')
  const events = await portal.runtime.database.db.selectFrom('audit_event').selectAll().execute()
  for (const kept of [answer.body, events]) expect(JSON.stringify(kept)).not.toContain('leak-')
})

async function changeSomebody(ask: Ask, user_id: string, role: string) {
  return ask(write(changeMemberRole), { user_id }, post({ role }))
}

test('109, 113: on a full disk changes are refused in words and reads go on; with room again it goes on by itself', async () => {
  const portal = await start()
  const { db } = portal.runtime.database
  const user_id = (await worldOf(portal.door)).users.find(({ role }) => role === 'user')?.id ?? ''
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db)
  await sql.raw(`pragma max_page_count = ${rows[0]?.page_count ?? 0}`).execute(db)
  // What is free inside the file's pages is used up first.
  let refused = await changeSomebody(portal.ask, user_id, 'developer')
  for (let tries = 0; refused.status === 200 && tries < 200; tries += 1)
    refused = await changeSomebody(portal.ask, user_id, tries % 2 === 0 ? 'user' : 'developer')
  expect(refused.status).toBe(503)
  await portal.door.remove('/requests')
  refused = await changeSomebody(portal.ask, user_id, 'claude_code_user')
  expect(refused.status).toBe(503)
  expect(refused.body).toMatchObject({ error: { details: { error_code: 'audit_unavailable' } } })
  expect(JSON.stringify(refused.body)).toContain('Nothing was changed')
  expect(await writesIn(portal)).toEqual([])
  expect((await portal.ask(read(listMembers))).status).toBe(200)

  await sql.raw('pragma max_page_count = 1000000').execute(db)
  expect((await changeSomebody(portal.ask, user_id, 'claude_code_user')).status).toBe(200)
  const { rows: integrity } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)
  expect(integrity).toEqual([{ integrity_check: 'ok' }])
})
