import { afterEach, expect, test } from 'vitest'
import { command, read } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, askWithCookie, signInPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Answer, Ask, Somebody } from '#lib/server/testing/portal.ts'
import { viewSessions } from '#lib/server/views/account-reads.ts'
import { endEverySession, endOtherSessions, endSession, endSessionsOf } from './sessions.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>
type Row = { id: string; browser: string; current: boolean; person?: { email: string } }

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

const look = read(viewSessions)
const post = { method: 'POST', body: {} }
const minute = 60_000

function rowsOf({ body }: Answer): { mine: Row[]; others: Row[] | null } {
  return body as { mine: Row[]; others: Row[] | null }
}

eachDatabase((_name, _open, place) => {
  async function house() {
    portal = await startTestPortal(await place())
    const { runtime } = portal
    const browser = async (somebody: Somebody) => {
      const { id, cookie } = await signInPerson(runtime, somebody)
      return { id, cookie, ask: askWithCookie(runtime, cookie) }
    }
    const alive = async (...asks: Ask[]) =>
      (await Promise.all(asks.map((ask) => ask(look)))).map(({ status }) => status)
    const db = runtime.database.db
    const acts = async () =>
      (await db.selectFrom('audit_event').select(['kind', 'action']).orderBy('seq').execute()).map(
        ({ kind, action }) => `${kind} ${action}`,
      )
    return { runtime, db, browser, alive, acts }
  }

  test('11: somebody sees their own sessions and ends one of them, and the others go on', async () => {
    const { browser, alive, acts } = await house()
    const one = await browser({ subject: 'henry', role: 'helpdesk' })
    const two = await browser({ subject: 'henry' })
    const other = await browser({ subject: 'ada', role: 'admin' })
    const { mine, others } = rowsOf(await one.ask(look))
    expect(others).toBeNull()
    expect(mine.filter(({ current }) => current)).toHaveLength(1)
    expect(mine).toHaveLength(2)
    const target = mine.find(({ current }) => !current)?.id ?? ''
    expect(target).toMatch(/^session_[0-9a-f]{24}$/)
    expect((await one.ask(command(endSession), { session_id: target }, post)).body).toEqual({
      type: 'sessions_ended',
      count: 1,
    })
    expect(await alive(one.ask, two.ask, other.ask)).toEqual([200, 401, 200])
    expect((await one.ask(command(endSession), { session_id: target }, post)).status).toBe(404)
    expect(await acts()).toEqual(['event session.end'])
  })

  test('11: nobody but an admin sees or ends the session of somebody else', async () => {
    const { browser, alive } = await house()
    const ada = await browser({ subject: 'ada', role: 'admin' })
    const adasId = rowsOf(await ada.ask(look)).mine[0]?.id ?? ''
    for (const role of ['auditor', 'helpdesk', 'workspace_manager'] as const) {
      const { ask } = await browser({ subject: role, role })
      expect(JSON.stringify((await ask(look)).body)).not.toContain(adasId)
      expect((await ask(command(endSession), { session_id: adasId }, post)).status).toBe(404)
      expect((await ask(command(endSessionsOf), { person_id: ada.id }, post)).status).toBe(403)
      expect((await ask(command(endEverySession), {}, post)).status).toBe(403)
    }
    expect(await alive(ada.ask)).toEqual([200])
  })

  test('11: an admin ends one session, all of a person, and everybody’s', async () => {
    const { browser, alive, acts } = await house()
    const ada = await browser({ subject: 'ada', role: 'admin' })
    const [one, two] = [await browser({ subject: 'henry', role: 'helpdesk' }), await browser({ subject: 'henry' })]
    const aurel = await browser({ subject: 'aurel', role: 'auditor' })
    const others = rowsOf(await ada.ask(look)).others ?? []
    expect(others.map(({ person }) => person?.email ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual([
      'aurel@example.com',
      'henry@example.com',
      'henry@example.com',
    ])
    const target = rowsOf(await one.ask(look)).mine.find(({ current }) => current)?.id ?? ''
    expect((await ada.ask(command(endSession), { session_id: target }, post)).status).toBe(200)
    expect(await alive(ada.ask, one.ask, two.ask, aurel.ask)).toEqual([200, 401, 200, 200])
    expect((await ada.ask(command(endSessionsOf), { person_id: two.id }, post)).body).toMatchObject({ count: 1 })
    expect(await alive(ada.ask, two.ask, aurel.ask)).toEqual([200, 401, 200])
    expect((await ada.ask(command(endEverySession), {}, post)).body).toMatchObject({ count: 2 })
    expect(await alive(ada.ask, aurel.ask)).toEqual([401, 401])
    expect(await acts()).toEqual(['event session.end', 'event session.end_person', 'event session.end_everybody'])
  })

  test('ending all others keeps the one that asks', async () => {
    const { browser, alive } = await house()
    const [one, two, three] = [
      await browser({ subject: 'henry', role: 'helpdesk' }),
      await browser({ subject: 'henry' }),
      await browser({ subject: 'henry' }),
    ]
    const ada = await browser({ subject: 'ada', role: 'admin' })
    expect((await two.ask(command(endOtherSessions), {}, post)).body).toMatchObject({ count: 2 })
    expect(await alive(one.ask, two.ask, three.ask, ada.ask)).toEqual([401, 200, 401, 200])
  })

  test('15: ending what others do asks for a fresh sign-in, ending one’s own does not', async () => {
    const { browser, db, alive, runtime } = await house()
    const ada = await browser({ subject: 'ada', role: 'admin' })
    const henry = await browser({ subject: 'henry', role: 'helpdesk' })
    const second = await browser({ subject: 'ada' })
    const henrysId = rowsOf(await henry.ask(look)).mine[0]?.id ?? ''
    const secondId = rowsOf(await second.ask(look)).mine.find(({ current }) => current)?.id ?? ''
    await db
      .updateTable('portal_session')
      .set({ auth_ms: Date.now() - 6 * minute })
      .execute()
    for (const [handler, params] of [
      [endSession, { session_id: henrysId }],
      [endSessionsOf, { person_id: henry.id }],
      [endEverySession, {}],
    ] as const) {
      // What a client claims about its sign-in counts nothing.
      const claimed = {
        ...post,
        headers: { 'x-auth-time': String(Date.now()), 'x-portal-auth-ms': String(Date.now()) },
      }
      const answer = await ada.ask(command<never>(handler as never), params, claimed)
      expect(answer.status).toBe(403)
      expect(answer.body['error']).toMatchObject({ details: { error_code: 'step_up_required' } })
      const forged = await ada.ask(command<never>(handler as never), params, {
        method: 'POST',
        body: { auth_time: Date.now() },
      })
      expect(forged.status).not.toBe(200)
    }
    expect(await alive(ada.ask, henry.ask, second.ask)).toEqual([200, 200, 200])
    expect((await ada.ask(command(endSession), { session_id: secondId }, post)).status).toBe(200)
    await db
      .updateTable('portal_session')
      .set({ auth_ms: Date.now() - 4 * minute })
      .execute()
    expect((await ada.ask(command(endSession), { session_id: henrysId }, post)).status).toBe(200)
    expect(await alive(ada.ask, henry.ask, second.ask)).toEqual([200, 401, 401])
    expect(runtime.env.stepUpMinutes).toBe(5)
  })

  test('a token ends nobody’s session', async () => {
    const { browser, runtime, alive, acts } = await house()
    const henry = await browser({ subject: 'henry', role: 'helpdesk' })
    const token = await askAs(runtime, 'admin')
    const henrysId = rowsOf(await henry.ask(look)).mine[0]?.id ?? ''
    expect((await token(command(endSession), { session_id: henrysId }, post)).status).toBe(403)
    expect((await token(command(endSessionsOf), { person_id: henry.id }, post)).status).toBe(403)
    expect((await token(command(endEverySession), {}, post)).status).toBe(403)
    expect(await alive(henry.ask)).toEqual([200])
    expect(await acts()).toEqual(['denied session.end', 'denied session.end_person', 'denied session.end_everybody'])
  })
})
