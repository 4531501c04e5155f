import { afterEach, expect, test } from 'vitest'
import { command, read } from '#lib/server/http/route.ts'
import { listMembers } from '#lib/server/reads/members.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAsPerson, askWithCookie, askWithToken, signInPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Answer } from '#lib/server/testing/portal.ts'
import { viewTokens } from '#lib/server/views/account-reads.ts'
import { viewWorkspaces } from '#lib/server/views/reads.ts'
import { endToken, makeToken } from './tokens.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

const make = command(makeToken)
const end = command(endToken)
const list = read(viewTokens)
const dayMs = 86_400_000

const madeOf = ({ body }: Answer) => body as { id: string; secret: string; expires_at: string }
const codeOf = ({ body }: Answer) =>
  (body as { error?: { details?: { error_code?: string } } }).error?.details?.error_code

eachDatabase((_name, _open, place) => {
  async function house() {
    portal = await startTestPortal(await place())
    const { runtime } = portal
    await runtime.mirror.refresh()
    const { db } = runtime.database
    const workspaces = (await runtime.mirror.snapshot()).list('workspace').map(({ id }) => id)
    const [one = '', two = ''] = workspaces
    const grants = () => db.deleteFrom('portal_grant').execute()
    return { runtime, db, one, two, grants }
  }

  test('a token is shown once, stored as a hash, and never written to the audit log', async () => {
    const { runtime, db } = await house()
    const ada = await askAsPerson(runtime, { subject: 'ada', role: 'admin' })
    const answer = await ada(make, {}, { method: 'POST', body: { name: 'ci', role: 'auditor' } })
    const { id, secret, expires_at } = madeOf(answer)
    expect(answer.status).toBe(200)
    expect(secret).toMatch(/^stw_[\w-]{43}$/)
    expect(Math.round((Date.parse(expires_at) - Date.now()) / dayMs)).toBe(90)
    const rows = [
      await db.selectFrom('portal_token').selectAll().execute(),
      await db.selectFrom('audit_event').selectAll().execute(),
      (await ada(list)).body,
    ]
    expect(JSON.stringify(rows)).not.toContain(secret.slice(4))
    expect(JSON.stringify((await ada(list)).body)).toContain(id)
    const token = askWithToken(secret)
    expect((await token(read(listMembers))).status).toBe(200)
    expect((await ada(end, { token_id: id }, { method: 'POST' })).status).toBe(200)
    expect((await token(read(listMembers))).status).toBe(401)
    expect((await ada(end, { token_id: id }, { method: 'POST' })).status).toBe(409)
    const events = await db.selectFrom('audit_event').select(['action', 'kind', 'target_id']).orderBy('seq').execute()
    expect(events).toEqual([
      { action: 'token.create', kind: 'event', target_id: id },
      { action: 'token.revoke', kind: 'event', target_id: id },
      { action: 'token.revoke', kind: 'denied', target_id: id },
    ])
  })

  test('no audit event, no token', async () => {
    const { runtime, db } = await house()
    const ada = await askAsPerson(runtime, { subject: 'ada', role: 'admin' })
    await db.schema.alterTable('audit_event').renameTo('audit_event_gone').execute()
    const refused = await ada(make, {}, { method: 'POST', body: { name: 'ci', role: 'auditor' } })
    await db.schema.alterTable('audit_event_gone').renameTo('audit_event').execute()
    expect(refused.status).toBe(500)
    expect(await db.selectFrom('portal_token').selectAll().execute()).toEqual([])
  })

  test('a token always ends, within a year', async () => {
    const { runtime } = await house()
    const ada = await askAsPerson(runtime, { subject: 'ada', role: 'admin' })
    const ask = (more: object) => ada(make, {}, { method: 'POST', body: { name: 'ci', role: 'auditor', ...more } })
    expect((await ask({ expires_in_days: 365 })).status).toBe(200)
    expect((await ask({ expires_in_days: 0 })).status).toBe(400)
    expect((await ask({ expires_in_days: 400 })).status).toBe(400)
    expect((await ask({ expires_at: null })).status).toBe(400)
    expect(codeOf(await ask({ expires_at: new Date(Date.now() - 1000).toISOString() }))).toBe('expiry_past')
    expect(codeOf(await ask({ expires_at: '2999-01-01T00:00:00Z' }))).toBe('expiry_too_far')
  })

  test('nobody makes a token above their own rights, nor a token another token', async () => {
    const { runtime, db, one, two } = await house()
    const wanted = (role: string, workspaces: string[] = []) => ({
      method: 'POST',
      body: { name: 'ci', role, workspaces },
    })
    const henry = await askAsPerson(runtime, { subject: 'henry', role: 'helpdesk' })
    for (const role of ['admin', 'auditor'])
      expect(codeOf(await henry(make, {}, wanted(role)))).toBe('above_own_rights')
    expect((await henry(make, {}, wanted('helpdesk'))).status).toBe(200)
    const wanda = await askAsPerson(runtime, { subject: 'wanda', role: 'workspace_manager', workspaces: [one] })
    expect(codeOf(await wanda(make, {}, wanted('workspace_manager', [one, two])))).toBe('outside_scope')
    expect(codeOf(await wanda(make, {}, wanted('workspace_manager')))).toBe('workspaces_missing')
    expect((await wanda(make, {}, wanted('workspace_manager', [one]))).status).toBe(200)
    const ada = await askAsPerson(runtime, { subject: 'ada', role: 'admin' })
    expect(codeOf(await ada(make, {}, wanted('workspace_manager', ['wrkspc_01AAAAAAAAAAAAAAAAAAAAAA'])))).toBe(
      'workspace_unknown',
    )
    const { secret } = madeOf(await ada(make, {}, wanted('admin')))
    expect(codeOf(await askWithToken(secret)(make, {}, wanted('auditor')))).toBe('people_only')
    expect(await db.selectFrom('portal_token').select('role').orderBy('role').execute()).toEqual([
      { role: 'admin' },
      { role: 'helpdesk' },
      { role: 'workspace_manager' },
    ])
  })

  test('49: a token never may do more than its maker may at that moment', async () => {
    const { runtime, db, one, two, grants } = await house()
    const ada = await askAsPerson(runtime, { subject: 'ada', role: 'admin' })
    const { id, secret } = madeOf(await ada(make, {}, { method: 'POST', body: { name: 'all', role: 'admin' } }))
    const both = { name: 'both', role: 'workspace_manager', workspaces: [one, two] }
    const scoped = askWithToken(madeOf(await ada(make, {}, { method: 'POST', body: both })).secret)
    const token = askWithToken(secret)
    const seen = async () => (await scoped(read(viewWorkspaces))).body as { rows?: { id: string }[] }
    expect((await token(list)).status).toBe(200)
    expect((await seen()).rows).toHaveLength(2)
    await grants()
    expect((await token(list)).status).toBe(401)
    expect((await scoped(list)).status).toBe(401)
    await signInPerson(runtime, { subject: 'ada', role: 'workspace_manager', workspaces: [two] })
    expect((await token(list)).status).toBe(401)
    expect((await seen()).rows?.map((row) => row.id)).toEqual([two])
    await grants()
    await signInPerson(runtime, { subject: 'ada', role: 'admin' })
    expect((await token(list)).status).toBe(200)
    await db.updateTable('portal_token').set({ maker_id: 'person_of_nobody' }).where('id', '=', id).execute()
    expect((await token(list)).status).toBe(401)
  })

  test('the audit log names the token and its maker', async () => {
    const { runtime, db } = await house()
    const ada = await askAsPerson(runtime, { subject: 'ada', role: 'admin' })
    const { id, secret } = madeOf(await ada(make, {}, { method: 'POST', body: { name: 'ci', role: 'admin' } }))
    await askWithToken(secret)(make, {}, { method: 'POST', body: { name: 'x', role: 'admin' } })
    const [denied] = await db.selectFrom('audit_event').selectAll().where('kind', '=', 'denied').execute()
    expect(denied).toMatchObject({
      via: 'token',
      credential: id,
      actor_id: id,
      actor_name: 'ci (token of ada@example.com)',
    })
  })

  test('15: making a token asks for a fresh sign-in; revoking one’s own does not, revoking another’s does', async () => {
    const { runtime, db } = await house()
    const ada = await askAsPerson(runtime, { subject: 'ada', role: 'admin' })
    const henry = await askAsPerson(runtime, { subject: 'henry', role: 'helpdesk' })
    const mine = madeOf(await ada(make, {}, { method: 'POST', body: { name: 'a', role: 'admin' } }))
    const henrys = madeOf(await henry(make, {}, { method: 'POST', body: { name: 'h', role: 'helpdesk' } }))
    await db.updateTable('portal_session').set({ auth_ms: 0 }).execute()
    expect(codeOf(await ada(make, {}, { method: 'POST', body: { name: 'b', role: 'admin' } }))).toBe('step_up_required')
    expect(codeOf(await ada(end, { token_id: henrys.id }, { method: 'POST' }))).toBe('step_up_required')
    expect((await ada(end, { token_id: mine.id }, { method: 'POST' })).status).toBe(200)
  })

  test('everybody sees their own tokens; auditors see all and end none; a foreign token is not there for others', async () => {
    const { runtime } = await house()
    const ada = await askAsPerson(runtime, { subject: 'ada', role: 'admin' })
    const { id } = madeOf(await ada(make, {}, { method: 'POST', body: { name: 'a', role: 'admin' } }))
    const henry = await signInPerson(runtime, { subject: 'henry', role: 'helpdesk' })
    const aurel = await askAsPerson(runtime, { subject: 'aurel', role: 'auditor' })
    const asHenry = askWithCookie(runtime, henry.cookie)
    expect((await asHenry(list)).body).toEqual({ mine: [], others: null })
    expect((await aurel(list)).body).toMatchObject({
      mine: [],
      others: [{ id, made_by: 'ada@example.com', works: true }],
    })
    expect((await asHenry(end, { token_id: id }, { method: 'POST' })).status).toBe(404)
    expect(codeOf(await aurel(end, { token_id: id }, { method: 'POST' }))).toBe('not_own_token')
  })
})
