import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change } from '#lib/schemas/jobs.ts'
import { approveProposal, rejectProposal } from '#lib/server/commands/proposals.ts'
import { command, read } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { controlAs, countsOf, jobNow, jobOf, jobOnce, planAs, startAs } from '#lib/server/testing/jobs.ts'
import { askAs, askAsPerson, askWithCookie, signInPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Answer, Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'
import { viewJob, viewJobs } from '#lib/server/views/job-reads.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

const policy = `
groups:
  - { group: ops, role: helpdesk }
reasons:
  - { actions: [key.rename] }
approvals:
  - { actions: [key.disable] }
`
const codeOf = ({ body }: Answer) =>
  (body as { error?: { details?: { error_code?: string } } }).error?.details?.error_code

eachDatabase((_, __, place) => {
  let portal: Portal
  let world: WorldState
  let admin: Ask
  let other: Ask
  beforeAll(async () => {
    portal = await startTestPortal(await place(), { policy, seed: { members: 80, workspaces: 8, keys: 120 } })
    await portal.runtime.mirror.refresh()
    world = await worldOf(portal.door)
    admin = await askAsPerson(portal.runtime, { subject: 'ada', role: 'admin' })
    other = await askAsPerson(portal.runtime, { subject: 'ben', role: 'admin' })
  })
  afterAll(() => portal.close())

  const keys = () => world.api_keys.filter(({ status }) => status === 'active')
  const disable = (at: number): Change => ({
    action: 'key.disable',
    input: { api_key_id: keys()[at]?.id ?? '', status: 'inactive' },
  })
  const users = () => world.users.filter(({ role }) => role === 'user')
  const promote = (at: number): Change => ({
    action: 'member.change_role',
    input: { user_id: users()[at]?.id ?? '', role: 'developer' },
  })

  test('what needs a second person is proposed, and the row ends as that is decided', async () => {
    const id = await jobOf(admin, [disable(0), disable(1), disable(2)])
    const proposed = await jobOnce(admin, id, ({ rows }) => rows.every(({ status }) => status === 'proposed'))
    const [yes, no] = proposed.rows.map(({ proposal_id }) => String(proposal_id))
    await other(command(approveProposal), { proposal_id: yes ?? '' }, { method: 'POST', body: {} })
    await other(
      command(rejectProposal),
      { proposal_id: no ?? '' },
      { method: 'POST', body: { comment: 'Not this one' } },
    )
    const decided = await jobOnce(
      admin,
      id,
      ({ rows }) => rows.filter(({ status }) => status === 'proposed').length === 1,
    )
    expect(decided.job.status).toBe('waiting')
    expect(decided.rows[0]).toMatchObject({ status: 'done', problem: null })
    expect(decided.rows[0]?.event_id).not.toBeNull()
    expect(decided.rows[1]).toMatchObject({
      status: 'refused',
      problem: 'The second person rejected it. “Not this one”',
    })
    await controlAs(admin, 'cancel', id)
    const cancelled = await jobOnce(admin, id)
    expect(countsOf(cancelled)).toEqual({ done: 1, refused: 1, cancelled: 1 })
    const { status } = await portal.runtime.database.db
      .selectFrom('proposal')
      .select('status')
      .where('id', '=', cancelled.rows[2]?.proposal_id ?? '')
      .executeTakeFirstOrThrow()
    expect(status).toBe('cancelled')
  })

  test('a reason and a fresh sign-in are asked for when the job is started, not later', async () => {
    const rename: Change = { action: 'key.rename', input: { api_key_id: keys()[3]?.id ?? '', name: 'renamed' } }
    expect(await planAs(admin, { changes: [rename] })).toMatchObject({ needs_reason: true, counts: { ready: 1 } })
    expect(codeOf(await startAs(admin, { changes: [rename] }))).toBe('reason_required')
    const given = await startAs(admin, { changes: [rename] }, {}, { 'x-portal-reason': 'Tidying%20up' })
    const done = await jobOnce(admin, String(given.body['id']))
    expect(done.job).toMatchObject({ reason: 'Tidying up', counts: { done: 1 } })
    const stale = await signInPerson(portal.runtime, { subject: 'cy', role: 'admin' })
    await portal.runtime.database.db
      .updateTable('portal_session')
      .set({ auth_ms: Date.now() - 3_600_000 })
      .where('person_id', '=', stale.id)
      .execute()
    const remove: Change = { action: 'member.remove', input: { user_id: users()[14]?.id ?? '' } }
    expect(codeOf(await startAs(askWithCookie(portal.runtime, stale.cookie), { changes: [remove] }))).toBe(
      'step_up_required',
    )
  })

  test('whoever loses their rights on the way has the rest refused', async () => {
    const nina = await signInPerson(portal.runtime, { subject: 'nina', role: 'helpdesk' })
    const ask = askWithCookie(portal.runtime, nina.cookie)
    await portal.door.fault({
      match: { method: 'GET', path: `/v1/organizations/users/${users()[1]?.id}` },
      delay_ms: 500,
    })
    const id = await jobOf(ask, [promote(0), promote(1), promote(2), promote(3)])
    await jobOnce(ask, id, ({ rows }) => rows[0]?.status === 'done')
    await portal.runtime.database.db.deleteFrom('portal_grant').where('subject', '=', nina.id).execute()
    const { rows } = await jobOnce(admin, id)
    expect(rows[3]).toMatchObject({ status: 'refused' })
    expect(rows[3]?.problem).toContain('cannot change roles')
    const denied = await portal.runtime.database.db
      .selectFrom('audit_event')
      .select('via')
      .where('job_id', '=', id)
      .where('kind', '=', 'denied')
      .execute()
    expect(denied.length).toBeGreaterThan(0)
  })

  test('groups of a sign-in more than 30 days ago carry no job any more; a grant of Steward’s own does', async () => {
    const { db } = portal.runtime.database
    const later = async (somebody: Parameters<typeof signInPerson>[1], change: Change) => {
      const { id, cookie } = await signInPerson(portal.runtime, somebody)
      const not_before = new Date(Date.now() + 1_500).toISOString()
      const job = await jobOf(askWithCookie(portal.runtime, cookie), [{ ...change, not_before }])
      return { id, job }
    }
    const old = await later({ subject: 'ora', groups: ['ops'] }, promote(15))
    const granted = await later({ subject: 'gil', groups: ['ops'], role: 'helpdesk' }, promote(16))
    const fresh = await later({ subject: 'fay', groups: ['ops'] }, promote(17))
    await db
      .updateTable('person')
      .set({ last_seen_ms: Date.now() - 31 * 86_400_000 })
      .where('id', 'in', [old.id, granted.id])
      .execute()
    const [row] = (await jobOnce(admin, old.job)).rows
    expect(row?.status).toBe('refused')
    expect(row?.problem).toContain('has not signed in for 30 days')
    const denied = db.selectFrom('audit_event').select(['actor_name', 'problem']).where('job_id', '=', old.job)
    expect(await denied.where('kind', '=', 'denied').execute()).toEqual([
      { actor_name: 'Steward', problem: expect.stringContaining('has not signed in for 30 days') },
    ])
    expect((await jobOnce(admin, granted.job)).rows[0]?.status).toBe('done')
    expect((await jobOnce(admin, fresh.job)).rows[0]?.status).toBe('done')
  })

  test('jobs are seen and controlled by whom they concern', async () => {
    const helpdesk = await askAsPerson(portal.runtime, { subject: 'hel', role: 'helpdesk' })
    const auditor = await askAsPerson(portal.runtime, { subject: 'aud', role: 'auditor' })
    const id = await jobOf(admin, [{ ...promote(8), not_before: new Date(Date.now() + 3_600_000).toISOString() }])
    expect((await helpdesk(read(viewJob), { job_id: id })).status).toBe(404)
    expect((await controlAs(helpdesk, 'cancel', id)).status).toBe(404)
    expect((await helpdesk(read(viewJobs))).body['rows']).toEqual([])
    expect((await jobNow(auditor, id)).job.control).toMatchObject({ allowed: false })
    expect((await controlAs(auditor, 'cancel', id)).status).toBe(403)
    expect((await startAs(auditor, { changes: [promote(9)] }).catch((error: Error) => error)) instanceof Error).toBe(
      true,
    )
    expect(codeOf(await controlAs(other, 'retry', id))).toBe('not_your_job')
    expect(codeOf(await controlAs(other, 'undo', id))).toBe('not_your_job')
    expect((await controlAs(other, 'cancel', id)).status).toBe(200)
    expect((await jobNow(admin, id)).job.status).toBe('cancelled')
  })

  test('a manager’s plan and job name nothing outside their workspaces', async () => {
    const workspaces = world.workspaces.filter(({ archived_at, name }) => archived_at === null && name !== 'Default')
    const keysIn = (id: string | undefined) => keys().filter(({ scope }) => scope.workspace_id === id)
    const [mine, foreign] = workspaces.filter(({ id }) => keysIn(id).length > 1)
    const mia = await signInPerson(portal.runtime, {
      subject: 'mia',
      role: 'workspace_manager',
      workspaces: [mine?.id ?? ''],
    })
    const ask = askWithCookie(portal.runtime, mia.cookie)
    const [own, hidden] = [keysIn(mine?.id)[0], keysIn(foreign?.id)[0]]
    const enable = (api_key_id: string | undefined): Change => ({
      action: 'key.archive',
      input: { api_key_id: api_key_id ?? '', status: 'archived' },
      not_before: new Date(Date.now() + 3_600_000).toISOString(),
    })
    const changes = [enable(own?.id), enable(hidden?.id), enable('apikey_0000000000000000')]
    const plan = await planAs(ask, { changes })
    expect(plan.rows.map(({ verdict }) => verdict)).toEqual(['ready', 'refused', 'refused'])
    // What is foreign and what is missing look the same.
    expect(plan.rows[1]?.reason).toBe(plan.rows[2]?.reason)
    expect(JSON.stringify(plan.rows[1])).not.toContain(hidden?.name)
    const id = await jobOf(ask, changes)
    expect(JSON.stringify(await jobNow(ask, id))).toContain(own?.name)
    await portal.runtime.database.db
      .updateTable('portal_grant')
      .set({ workspaces: JSON.stringify([foreign?.id]) })
      .where('subject', '=', mia.id)
      .execute()
    expect(JSON.stringify(await jobNow(ask, id))).not.toContain(own?.name)
  })

  test('what a token started runs with the token’s rights', async () => {
    const script = await askAs(portal.runtime, 'helpdesk')
    const id = await jobOf(script, [
      promote(10),
      { action: 'member.remove', input: { user_id: users()[11]?.id ?? '' } },
    ])
    const done = await jobOnce(script, id)
    expect(countsOf(done)).toEqual({ done: 1, refused: 1 })
  })

  test('a plan that changed meanwhile starts nothing; a whole key in it is refused', async () => {
    const wanted = { changes: [promote(12)] }
    const { fingerprint } = await planAs(admin, wanted)
    expect((await startAs(admin, wanted, { fingerprint: fingerprint.replace(/./g, '0') })).status).toBe(409)
    await portal.door.post(`/users/${users()[12]?.id}`, { role: 'billing' })
    await portal.runtime.mirror.refresh()
    expect(codeOf(await startAs(admin, wanted, { fingerprint }))).toBe('plan_changed')
    const secret = `sk-ant-api03-${'x'.repeat(40)}`
    const answer = await startAs(admin, { changes: [{ action: 'workspace.create', input: { name: secret } }] }).catch(
      (error: Error) => error.message,
    )
    expect(JSON.stringify(answer)).toContain('secret_sent')
    expect(JSON.stringify(answer)).not.toContain(secret)
  })
})
