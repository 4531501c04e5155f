import { describe, expect, test } from 'vitest'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { personFromRequest } from './person.ts'
import { sealSessionId } from './cookies.ts'
import { openSession, revokeSessions } from './sessions.ts'
import { signOut } from './sign-out.ts'
import { requestWith, signedInPerson, testPortal } from './test-portal.ts'
import { createToken, findToken, listTokens, revokeToken } from './tokens.ts'
import { rememberPerson } from './people.ts'

const minute = 60_000
const hour = 60 * minute
const managed = 'wrkspc_0123456789ab'
const other = 'wrkspc_ba9876543210'

eachDatabase((_name, open) => {
  describe('a session', () => {
    test('9: lives while used, ends after 15 idle minutes', async () => {
      const portal = testPortal(await open())
      const { cookie } = await signedInPerson(portal, { subject: 'ada' })
      const ask = () => personFromRequest(portal.parts, requestWith({ cookie }))
      portal.clock.nowMs += 14 * minute
      expect(await ask()).not.toBeNull()
      portal.clock.nowMs += 14 * minute
      expect(await ask()).not.toBeNull()
      portal.clock.nowMs += 15 * minute + 1000
      expect(await ask()).toBeNull()
    })

    test('10: ends after 12 hours however much it is used', async () => {
      const portal = testPortal(await open())
      const { cookie } = await signedInPerson(portal, { subject: 'ada' })
      const ask = () => personFromRequest(portal.parts, requestWith({ cookie }))
      for (let step = 0; step < 72; step += 1) {
        portal.clock.nowMs += 10 * minute
        expect(await ask(), `after ${step + 1} steps`).not.toBeNull()
      }
      portal.clock.nowMs += 1000
      expect(await ask()).toBeNull()
    })

    test('writes that it was seen at most twice a minute', async () => {
      const portal = testPortal(await open())
      const { cookie } = await signedInPerson(portal, { subject: 'ada' })
      const seen = async () => {
        await personFromRequest(portal.parts, requestWith({ cookie }))
        const { db } = portal.parts.database
        return (await db.selectFrom('portal_session').select('last_seen_ms').executeTakeFirstOrThrow()).last_seen_ms
      }
      const began = portal.clock.nowMs
      portal.clock.nowMs += 29_000
      expect(await seen()).toBe(began)
      portal.clock.nowMs += 1000
      expect(await seen()).toBe(began + 30_000)
    })

    test('ends everywhere on sign-out: a copied cookie is dead, other sessions live', async () => {
      const portal = testPortal(await open())
      const ada = await signedInPerson(portal, { subject: 'ada' })
      const elsewhere = await signedInPerson(portal, { subject: 'ada' })
      const { cookie } = ada
      const leave = (headers: Record<string, string>) =>
        signOut(portal.parts, new Request('http://localhost:4999/api/portal/sign-out', { method: 'POST', headers }))
      expect((await leave({ cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
      expect((await leave({ cookie })).status).toBe(403)
      expect(await personFromRequest(portal.parts, requestWith({ cookie }))).not.toBeNull()
      const left = await leave({ cookie, 'sec-fetch-site': 'same-origin' })
      expect(left.status).toBe(200)
      expect(left.headers.get('set-cookie')).toMatch(/^portal-session=; .*Max-Age=0/)
      expect(await personFromRequest(portal.parts, requestWith({ cookie }))).toBeNull()
      expect(await personFromRequest(portal.parts, requestWith({ cookie: elsewhere.cookie }))).not.toBeNull()
    })

    test('has ended for whoever signs out, even when the audit log cannot take it', async () => {
      const portal = testPortal(await open())
      const { cookie } = await signedInPerson(portal, { subject: 'ada' })
      const { schema } = portal.parts.database.db
      await schema.alterTable('audit_event').renameTo('audit_event_gone').execute()
      const headers = { cookie, 'sec-fetch-site': 'same-origin' }
      const leaving = new Request('http://localhost:4999/api/portal/sign-out', { method: 'POST', headers })
      const left = await signOut(portal.parts, leaving)
      await schema.alterTable('audit_event_gone').renameTo('audit_event').execute()
      expect(left.status).toBe(200)
      expect(await personFromRequest(portal.parts, requestWith({ cookie }))).toBeNull()
      expect(portal.lines.join('')).toContain('a sign-out was not recorded')
    })

    test('all sessions of one person can be ended, and a sixth ends the oldest', async () => {
      const portal = testPortal(await open())
      const cookies: string[] = []
      for (let count = 0; count < 6; count += 1) {
        portal.clock.nowMs += 1000
        cookies.push((await signedInPerson(portal, { subject: 'ada' })).cookie)
      }
      const bo = await signedInPerson(portal, { subject: 'bo' })
      const alive = async () => {
        const asked = await Promise.all(
          cookies.map((cookie) => personFromRequest(portal.parts, requestWith({ cookie }))),
        )
        return asked.map((answer) => answer !== null)
      }
      expect(await alive()).toEqual([false, true, true, true, true, true])
      const ada = await personFromRequest(portal.parts, requestWith({ cookie: cookies[5] ?? '' }))
      await revokeSessions(portal.parts.database.db, { person_id: ada?.person.id ?? '' }, portal.clock.nowMs)
      expect(await alive()).toEqual([false, false, false, false, false, false])
      expect(await personFromRequest(portal.parts, requestWith({ cookie: bo.cookie }))).not.toBeNull()
    })

    test('cannot be made from a cookie of another portal, junk, or a changed cookie', async () => {
      const database = await open()
      const portal = testPortal(database)
      const stranger = testPortal(database)
      const { id, cookie } = await signedInPerson(portal, { subject: 'ada' })
      const sid = await openSession(database.db, id, portal.clock.nowMs, { auth_ms: 0, agent: null })
      const forged = `portal-session=${await sealSessionId(stranger.parts.env, sid)}`
      const changed = `${cookie.slice(0, -2)}${cookie.endsWith('AA') ? 'BB' : 'AA'}`
      for (const wrong of [
        forged,
        changed,
        'portal-session=',
        'portal-session=x.y.z',
        `portal-session=${sid}`,
        `${cookie}; ${cookie}`,
      ])
        expect(await personFromRequest(portal.parts, requestWith({ cookie: wrong })), wrong.slice(0, 40)).toBeNull()
    })

    test('is stored as a hash only', async () => {
      const portal = testPortal(await open())
      const { db } = portal.parts.database
      const { id } = await signedInPerson(portal, { subject: 'ada' })
      const sid = await openSession(db, id, portal.clock.nowMs, { auth_ms: 0, agent: null })
      expect(JSON.stringify(await db.selectFrom('portal_session').selectAll().execute())).not.toContain(sid)
    })
  })

  describe('a portal role', () => {
    test('is decided anew on every request', async () => {
      const portal = testPortal(await open())
      const { db } = portal.parts.database
      const { id, cookie } = await signedInPerson(portal, { subject: 'ada', groups: ['red', 'blue'] })
      const role = async () => {
        const answer = await personFromRequest(portal.parts, requestWith({ cookie }))
        return [answer?.person.role, answer?.person.workspaces]
      }
      const grant = (
        subject_kind: string,
        subject: string,
        what: { role: string; workspaces?: string; until_ms?: number },
      ) =>
        db
          .insertInto('portal_grant')
          .values({
            id: `grant_${subject_kind}_${subject}_${what.role}`,
            subject_kind,
            subject,
            role: what.role,
            workspaces: what.workspaces ?? null,
            until_ms: what.until_ms ?? null,
            created_ms: 0,
            created_by: 'test',
          })
          .execute()
      expect(await role()).toEqual([null, []])
      portal.policy.groups = [{ group: 'red', role: 'workspace_manager', workspaces: [managed] }]
      expect(await role()).toEqual(['workspace_manager', [managed]])
      await grant('group', 'blue', { role: 'workspace_manager', workspaces: JSON.stringify([other, managed]) })
      expect(await role()).toEqual(['workspace_manager', [managed, other]])
      await grant('group', 'green', { role: 'admin' })
      await grant('person', 'person_of_nobody', { role: 'admin' })
      await grant('group', id, { role: 'admin' })
      expect(await role()).toEqual(['workspace_manager', [managed, other]])
      await grant('person', id, { role: 'admin', until_ms: portal.clock.nowMs + 1000 })
      expect(await role()).toEqual(['admin', 'all'])
      portal.clock.nowMs += 1000
      expect(await role()).toEqual(['workspace_manager', [managed, other]])
      await db.deleteFrom('portal_grant').execute()
      portal.policy.groups = []
      expect(await role()).toEqual([null, []])
    })

    test('of a first admin needs a verified e-mail address, and never follows the address to another identity', async () => {
      const portal = testPortal(await open(), { portalAdmins: ['ada@example.com'] })
      const role = async (told: { subject: string; email_verified?: boolean }) => {
        const { cookie } = await signedInPerson(portal, { email: 'ada@example.com', ...told })
        return (await personFromRequest(portal.parts, requestWith({ cookie })))?.person.role
      }
      expect(await role({ subject: 'ada' })).toBe('admin')
      expect(await role({ subject: 'mallory', email_verified: false })).toBeNull()
    })
  })

  test('3: a person is an issuer and a subject, never an e-mail address', async () => {
    const { db } = await open()
    const told = {
      issuer: 'https://a.example',
      subject: '1',
      email: 'x@example.com',
      email_verified: true,
      name: 'X',
      groups: [],
    }
    const { id: first } = await rememberPerson(db, told, 1)
    expect((await rememberPerson(db, { ...told, email: 'y@example.com', groups: ['red'] }, 2)).id).toBe(first)
    expect((await rememberPerson(db, { ...told, issuer: 'https://b.example' }, 2)).id).not.toBe(first)
    expect((await rememberPerson(db, { ...told, subject: '2' }, 2)).id).not.toBe(first)
    const rows = await db
      .selectFrom('person')
      .select(['email', 'groups', 'created_ms'])
      .where('id', '=', first)
      .execute()
    expect(rows).toEqual([{ email: 'y@example.com', groups: '["red"]', created_ms: 1 }])
  })

  describe('a portal token', () => {
    const asAdmin = { name: 'ci', role: 'admin', workspaces: null, expires_ms: null, created_by: 'test' } as const

    test('speaks both dialects, carries its own role, and is stored as a hash', async () => {
      const portal = testPortal(await open())
      const { db } = portal.parts.database
      const { id, secret } = await createToken(db, asAdmin, portal.clock.nowMs)
      const scoped = { ...asAdmin, role: 'workspace_manager', workspaces: [managed] } as const
      const manager = await createToken(db, scoped, portal.clock.nowMs)
      for (const headers of [{ authorization: `Bearer ${secret}` }, { 'x-api-key': secret }]) {
        const answer = await personFromRequest(portal.parts, requestWith(headers))
        expect(answer).toMatchObject({
          token_id: id,
          session_hash: null,
          person: { role: 'admin', workspaces: 'all', via: 'token' },
        })
      }
      const answer = await personFromRequest(portal.parts, requestWith({ 'x-api-key': manager.secret }))
      expect(answer?.person).toMatchObject({ role: 'workspace_manager', workspaces: [managed] })
      expect(JSON.stringify(await db.selectFrom('portal_token').selectAll().execute())).not.toContain(secret.slice(4))
      expect((await listTokens(db)).map((token) => token.last_used_ms)).toEqual([
        portal.clock.nowMs,
        portal.clock.nowMs,
      ])
    })

    test('is nothing when expired, revoked or unknown, and a wrong one never falls back to the cookie', async () => {
      const portal = testPortal(await open())
      const { db } = portal.parts.database
      const { cookie } = await signedInPerson(portal, { subject: 'ada' })
      const brief = await createToken(db, { ...asAdmin, expires_ms: portal.clock.nowMs + hour }, portal.clock.nowMs)
      const revoked = await createToken(db, asAdmin, portal.clock.nowMs)
      expect(await revokeToken(db, revoked.id, portal.clock.nowMs)).toBe(true)
      expect(await revokeToken(db, revoked.id, portal.clock.nowMs)).toBe(false)
      expect(await findToken(db, brief.secret, portal.clock.nowMs)).not.toBeNull()
      const withToken = await personFromRequest(portal.parts, requestWith({ cookie, 'x-api-key': brief.secret }))
      expect(withToken?.token_id).toBe(brief.id)
      portal.clock.nowMs += hour
      expect(await personFromRequest(portal.parts, requestWith({ cookie: cookie.slice(0, 14) }))).toBeNull()
      for (const secret of [
        brief.secret,
        revoked.secret,
        `stw_${'A'.repeat(43)}`,
        'stw_',
        'sk-ant-admin01-x',
        "' or 1=1 --",
      ])
        for (const headers of [
          { cookie, authorization: `Bearer ${secret}` },
          { cookie, 'x-api-key': secret },
        ])
          expect(await personFromRequest(portal.parts, requestWith(headers)), secret).toBeNull()
    })

    test('with a role this version does not know gives nothing', async () => {
      const portal = testPortal(await open())
      const { db } = portal.parts.database
      const { id, secret } = await createToken(db, asAdmin, portal.clock.nowMs)
      await db.updateTable('portal_token').set({ role: 'owner' }).where('id', '=', id).execute()
      expect(await personFromRequest(portal.parts, requestWith({ 'x-api-key': secret }))).toBeNull()
    })
  })
})
