import { afterEach, expect, test } from 'vitest'
import { command, read } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, askWithCookie, signInPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Answer, Ask, Somebody } from '#lib/server/testing/portal.ts'
import { viewGrants } from '#lib/server/views/account-reads.ts'
import { viewMembers, viewWorkspaces } from '#lib/server/views/reads.ts'
import { endGrant, giveGrant } from './grants.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>
type Row = { id: string; subject: string; role: string; created_by: string }

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

const give = command(giveGrant)
const end = command(endGrant)
const list = read(viewGrants)
const members = read(viewMembers)
const soon = () => new Date(Date.now() + 86_400_000).toISOString()
const policy = `
groups:
  - { group: admins, role: admin }
  - { group: team, role: helpdesk }
`

const codeOf = ({ body }: Answer) =>
  (body as { error?: { details?: { error_code?: string } } }).error?.details?.error_code
const rowsOf = ({ body }: Answer) => (body as { grants: Row[] }).grants

eachDatabase((_name, _open, place) => {
  async function house(text?: string) {
    portal = await startTestPortal(await place(), text === undefined ? {} : { policy: text })
    const { runtime } = portal
    await runtime.mirror.refresh()
    const { db } = runtime.database
    const person = async (somebody: Somebody) => {
      const { id, cookie } = await signInPerson(runtime, somebody)
      return { id, ask: askWithCookie(runtime, cookie) }
    }
    const to = (ask: Ask, subject: string, role: string, more: object = {}) =>
      ask(give, {}, { method: 'POST', body: { subject_kind: 'person', subject, role, ...more } })
    const toGroup = (ask: Ask, subject: string, role: string, more: object = {}) =>
      ask(give, {}, { method: 'POST', body: { subject_kind: 'group', subject, role, ...more } })
    const grantOf = async (ask: Ask, email: string) =>
      rowsOf(await ask(list)).find(({ subject }) => subject.includes(email))?.id ?? ''
    const ending = (ask: Ask, grant_id: string) => ask(end, { grant_id }, { method: 'POST' })
    const admins = async () =>
      (await db.selectFrom('portal_grant').select('subject').where('role', '=', 'admin').execute()).length
    return { runtime, db, person, to, toGroup, grantOf, ending, admins }
  }

  test('49: a grant holds from the very next request on, and is gone with the next after its end', async () => {
    const { person, to, ending, runtime } = await house()
    const ada = await person({ subject: 'ada', role: 'admin' })
    const nina = await person({ subject: 'nina' })
    const [one] = (await runtime.mirror.snapshot()).list('workspace')
    expect((await nina.ask(members)).status).toBe(403)
    const given = await to(ada.ask, nina.id, 'auditor')
    expect(given.status).toBe(200)
    expect((await nina.ask(members)).status).toBe(200)
    expect(rowsOf(await ada.ask(list)).find(({ role }) => role === 'auditor')).toMatchObject({
      subject: 'nina (nina@example.com)',
      created_by: 'ada@example.com',
    })
    expect((await ending(ada.ask, String(given.body['id']))).status).toBe(200)
    expect((await nina.ask(members)).status).toBe(403)
    expect((await ending(ada.ask, String(given.body['id']))).status).toBe(404)
    await to(ada.ask, nina.id, 'workspace_manager', { workspaces: [one?.id] })
    const seen = (await nina.ask(read(viewWorkspaces))).body as { rows: { id: string }[] }
    expect(seen.rows.map(({ id }) => id)).toEqual([one?.id])
  })

  test('a grant to a group holds for everybody in it, and one with an end ends by itself', async () => {
    const { person, toGroup, db } = await house()
    const ada = await person({ subject: 'ada', role: 'admin' })
    const nina = await person({ subject: 'nina', groups: ['red'] })
    const given = await toGroup(ada.ask, 'red', 'auditor', { until: soon() })
    expect((await nina.ask(members)).status).toBe(200)
    await db
      .updateTable('portal_grant')
      .set({ until_ms: Date.now() - 1 })
      .where('id', '=', String(given.body['id']))
      .execute()
    expect((await nina.ask(members)).status).toBe(403)
  })

  test('29: only an admin who is signed in gives and ends grants; an auditor sees them', async () => {
    const { person, to, ending, grantOf, runtime, db } = await house()
    const ada = await person({ subject: 'ada', role: 'admin' })
    const nina = await person({ subject: 'nina' })
    const adas = await grantOf(ada.ask, 'ada@')
    for (const role of ['auditor', 'helpdesk', 'workspace_manager'] as const) {
      const { ask } = await person({ subject: role, role })
      expect((await to(ask, nina.id, 'auditor')).status).toBe(403)
      expect((await ending(ask, adas)).status).toBe(403)
      expect((await ask(list)).status).toBe(role === 'auditor' ? 200 : 403)
    }
    const token = await askAs(runtime, 'admin')
    expect(codeOf(await to(token, nina.id, 'admin'))).toBe('people_only')
    expect(codeOf(await ending(token, adas))).toBe('people_only')
    expect(await db.selectFrom('portal_grant').select('id').where('subject', '=', nina.id).execute()).toEqual([])
    const acts = await db.selectFrom('audit_event').select(['kind', 'action']).execute()
    // Whoever lacks the power is stopped at the door, a token further in; each attempt is recorded.
    expect(acts).toEqual([
      ...Array.from({ length: 6 }, () => ({ kind: 'denied', action: 'portal.command' })),
      { kind: 'denied', action: 'grant.create' },
      { kind: 'denied', action: 'grant.end' },
    ])
  })

  test('41: nobody gives a role to themselves, not by a group of theirs either', async () => {
    const { person, to, toGroup, db } = await house()
    const ada = await person({ subject: 'ada', role: 'admin' })
    expect(codeOf(await to(ada.ask, ada.id, 'admin'))).toBe('own_grant')
    const bo = await person({ subject: 'bo', groups: ['red'] })
    await to(ada.ask, bo.id, 'admin', { until: soon() })
    for (const more of [{}, { until: soon() }])
      expect(codeOf(await toGroup(bo.ask, 'red', 'admin', more)), 'would outlast the own grant').toBe('own_grant')
    expect((await toGroup(bo.ask, 'blue', 'helpdesk')).status).toBe(200)
    const cy = await person({ subject: 'cy', groups: ['green'], role: 'admin' })
    expect((await toGroup(cy.ask, 'green', 'auditor')).status, 'gives nothing that is not theirs').toBe(200)
    expect(await db.selectFrom('portal_grant').select('subject').where('subject', '=', 'red').execute()).toEqual([])
  })

  test('46: the last portal admin stays one', async () => {
    const { person, to, grantOf, ending, admins } = await house()
    const ada = await person({ subject: 'ada', role: 'admin' })
    const bo = await person({ subject: 'bo' })
    const adas = await grantOf(ada.ask, 'ada@')
    expect(codeOf(await ending(ada.ask, adas))).toBe('last_admin')
    await to(ada.ask, bo.id, 'admin', { until: soon() })
    expect(codeOf(await ending(bo.ask, adas)), 'who is one for a while only does not count').toBe('last_admin')
    await to(ada.ask, bo.id, 'admin')
    expect((await ending(bo.ask, adas)).status).toBe(200)
    expect((await ada.ask(members)).status).toBe(403)
    expect(await admins()).toBe(2)
    const lasting = rowsOf(await bo.ask(list)).find(
      (row) => row.role === 'admin' && (row as { until?: unknown }).until === null,
    )
    expect(codeOf(await ending(bo.ask, lasting?.id ?? ''))).toBe('last_admin')
  })

  test('46: two admins who end each other at once leave one', async () => {
    const { person, grantOf, ending, admins, runtime } = await house()
    for (let round = 0; round < 5; round += 1) {
      await runtime.database.db.deleteFrom('portal_grant').execute()
      const ada = await person({ subject: 'ada', role: 'admin' })
      const bo = await person({ subject: 'bo', role: 'admin' })
      const [adas, bos] = [await grantOf(ada.ask, 'ada@'), await grantOf(ada.ask, 'bo@')]
      const answers = await Promise.all([ending(ada.ask, bos), ending(bo.ask, adas)])
      // Exactly one passes. The other comes too late for its right, or would have left nobody.
      const told = answers.map((answer) => (answer.status === 200 ? 'ended' : codeOf(answer)))
      expect(told.filter((word) => word === 'ended')).toHaveLength(1)
      expect(['last_admin', 'portal_role_missing']).toContain(told.find((word) => word !== 'ended'))
      expect(await admins()).toBe(1)
    }
  })

  test('46: an admin by group counts once they have signed in, one by PORTAL_ADMINS alone does not', async () => {
    const { person, grantOf, ending } = await house(policy)
    const ada = await person({ subject: 'ada', role: 'admin' })
    const adas = await grantOf(ada.ask, 'ada@')
    expect(codeOf(await ending(ada.ask, adas))).toBe('last_admin')
    await person({ subject: 'grace', groups: ['admins'] })
    expect((await ending(ada.ask, adas)).status).toBe(200)
  })

  test('46: an end on the only admin’s grant is refused', async () => {
    const { person, to, db } = await house()
    const ada = await person({ subject: 'ada', role: 'admin' })
    await db
      .updateTable('portal_grant')
      .set({ until_ms: Date.now() + 60_000 })
      .execute()
    const bo = await person({ subject: 'bo' })
    expect(codeOf(await to(ada.ask, bo.id, 'admin', { until: soon() }))).toBe('last_admin')
    expect((await to(ada.ask, bo.id, 'admin')).status).toBe(200)
  })

  test('15: giving and ending grants asks for a fresh sign-in', async () => {
    const { person, to, grantOf, ending, db } = await house()
    const ada = await person({ subject: 'ada', role: 'admin' })
    const bo = await person({ subject: 'bo', role: 'auditor' })
    await db
      .updateTable('portal_session')
      .set({ auth_ms: Date.now() - 301_000 })
      .execute()
    expect(codeOf(await to(ada.ask, bo.id, 'admin'))).toBe('step_up_required')
    expect(codeOf(await to(ada.ask, bo.id, 'admin', { auth_time: Date.now() }))).toBe('invalid_input')
    expect(codeOf(await ending(ada.ask, await grantOf(ada.ask, 'bo@')))).toBe('step_up_required')
  })

  test('what makes no sense is refused', async () => {
    const { person, to, toGroup } = await house()
    const ada = await person({ subject: 'ada', role: 'admin' })
    const bo = await person({ subject: 'bo' })
    expect(codeOf(await to(ada.ask, 'person_000000000000000000000000', 'auditor'))).toBe('person_unknown')
    expect(codeOf(await to(ada.ask, bo.id, 'workspace_manager'))).toBe('workspaces_missing')
    expect(codeOf(await to(ada.ask, bo.id, 'auditor', { until: '2020-01-01T00:00:00Z' }))).toBe('until_past')
    expect((await to(ada.ask, bo.id, 'owner')).status).toBe(400)
    expect((await toGroup(ada.ask, ' ', 'auditor')).status).toBe(400)
  })
})
