import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change } from '#lib/schemas/jobs.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { endJob, retryRows } from './control.ts'
import { controlAs, countsOf, jobNow, jobOf, jobOnce } from '#lib/server/testing/jobs.ts'
import { askAsPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

eachDatabase((_, __, place) => {
  let portal: Portal
  let admin: Ask
  let world: WorldState
  let used = 0
  beforeAll(async () => {
    portal = await startTestPortal(await place(), {
      policy: 'approvals: [{ actions: [key.disable] }]',
      seed: { members: 80, workspaces: 6, keys: 60, invites: 4 },
      env: { reconcileSettleSeconds: 0 },
    })
    await portal.runtime.mirror.refresh()
    admin = await askAsPerson(portal.runtime, { subject: 'ada', role: 'admin' })
    world = await worldOf(portal.door)
  })
  afterAll(() => portal.close())

  /** A change of a member whom no other test touches. */
  const promote = (): Change => {
    const user_id = world.users.filter(({ role }) => role === 'user')[used++]?.id ?? ''
    return { action: 'member.change_role', input: { user_id, role: 'developer' } }
  }
  const pathOf = ({ input }: Change) => `/v1/organizations/users/${String(input['user_id'])}`
  const failsOnce = (change: Change) =>
    portal.door.fault({ match: { method: 'POST', path: pathOf(change) }, status: 400, message: 'No.' })
  const rowOf = (job_id: string, n: number) =>
    portal.runtime.database.db
      .selectFrom('job_row')
      .selectAll()
      .where('job_id', '=', job_id)
      .where('n', '=', n)
      .executeTakeFirstOrThrow()

  test('what the plan refused is not tried again with the rest, and keeps what was asked to hold', async () => {
    const live = world.api_keys.find(({ status }) => status === 'active')?.id ?? ''
    const workspace_id = world.workspaces.find(
      ({ archived_at, name }) => archived_at === null && name !== 'Default',
    )?.id
    const fails = promote()
    await failsOnce(fails)
    const id = await jobOf(admin, [
      { action: 'key.archive', input: { api_key_id: live, status: 'archived' }, expects: { status: 'inactive' } },
      {
        action: 'workspace_member.add',
        input: { workspace_id, workspace_role: 'workspace_user' },
        when_member: 'stranger@example.com',
      },
      fails,
    ])
    const first = await jobOnce(admin, id)
    expect(countsOf(first)).toEqual({ refused: 2, failed: 1 })
    expect(first.job.retryable).toBe(1)
    expect((await controlAs(admin, 'retry', id)).status).toBe(200)
    const again = await jobOnce(admin, id)
    expect(countsOf(again)).toEqual({ refused: 2, done: 1 })
    expect(again.job.retryable).toBe(0)
    expect((await controlAs(admin, 'retry', id)).status).toBe(409)
    expect((await worldOf(portal.door)).api_keys.find((key) => key.id === live)?.status).toBe('active')
    const [archive, joining] = [await rowOf(id, 1), await rowOf(id, 2)]
    expect(archive).toMatchObject({ attempts: 0, expects: JSON.stringify({ status: 'inactive' }) })
    expect(joining.when_member).toBe('stranger@example.com')
    expect(JSON.parse(joining.params)).toEqual({ workspace_id, workspace_role: 'workspace_user' })
  })

  test('a row that gets its turn again while the job is being cancelled is cancelled, too', async () => {
    const change = promote()
    const match = { method: 'GET', path: pathOf(change) }
    await portal.door.fault({ match, times: 5, delay_ms: 200, status: 529, headers: { 'retry-after': '0' } })
    const id = await jobOf(admin, [change])
    await jobOnce(admin, id, ({ rows }) => rows[0]?.status === 'running')
    expect((await controlAs(admin, 'cancel', id)).status).toBe(200)
    expect((await jobNow(admin, id)).job.status).toBe('cancelling')
    expect((await controlAs(admin, 'retry', id)).status).toBe(409)
    const { job } = await jobOnce(admin, id)
    expect([job.status, job.counts.cancelled]).toEqual(['cancelled', 1])
  })

  test('a row that becomes a proposal while the job is being cancelled can be approved by nobody', async () => {
    const key = world.api_keys.filter(({ status }) => status === 'active')[1]?.id ?? ''
    const match = { method: 'GET', path: `/v1/organizations/api_keys/${key}` }
    await portal.door.fault({ match, delay_ms: 600 })
    const id = await jobOf(admin, [{ action: 'key.disable', input: { api_key_id: key, status: 'inactive' } }])
    await jobOnce(admin, id, ({ rows }) => rows[0]?.status === 'running')
    expect((await controlAs(admin, 'cancel', id)).status).toBe(200)
    const { job, rows } = await jobOnce(admin, id)
    expect([job.status, job.counts.cancelled]).toEqual(['cancelled', 1])
    const proposal = await portal.runtime.database.db
      .selectFrom('proposal')
      .select('status')
      .where('id', '=', rows[0]?.proposal_id ?? '')
      .executeTakeFirstOrThrow()
    expect(proposal.status).toBe('cancelled')
  })

  test('a job does not end while rows wait that a retry has just given their turn', async () => {
    const change = promote()
    await failsOnce(change)
    const id = await jobOf(admin, [change])
    await jobOnce(admin, id)
    const { db } = portal.runtime.database
    expect(await retryRows(db, id)).toBe(1)
    await endJob(db, id, Date.now())
    expect(countsOf(await jobOnce(admin, id))).toEqual({ done: 1 })
  })

  /** A job of one change that was sent, and of which nobody could find out what became. */
  async function unknownJob(change: Change, path: string, commit: boolean) {
    // What is looked at before it is sent is still to be seen.
    if (!commit) await portal.door.fault({ match: { method: 'GET', path }, delay_ms: 1 })
    await portal.door.fault({ match: { method: 'POST', path }, status: 500, commit })
    await portal.door.fault({
      match: { method: 'GET', path },
      times: 1_000,
      status: 400,
      message: 'Not now.',
    })
    const id = await jobOf(admin, [change, promote()])
    await jobOnce(admin, id, ({ rows }) => rows[1]?.status === 'done' || rows[0]?.status === 'unknown')
    await portal.runtime.reconcile()
    expect(countsOf(await jobOnce(admin, id))).toEqual({ unknown: 1, done: 1 })
    return id
  }
  const postsAfter = async (act: () => Promise<unknown>) => {
    await portal.door.remove('/requests')
    await act()
    return (await portal.door.requests()).filter(({ method }) => method === 'POST')
  }
  const inviteChange = (email: string): Change => ({ action: 'invite.create', input: { email, role: 'user' } })

  test('what was found out to be done meanwhile is not sent again', async () => {
    const id = await unknownJob(inviteChange('found@example.com'), '/v1/organizations/invites', true)
    await portal.door.remove('/faults')
    const { database, audit } = portal.runtime
    const made = (await worldOf(portal.door)).invites.find(({ email }) => email === 'found@example.com')
    const intent = await database.db
      .selectFrom('audit_event')
      .selectAll()
      .where('id', '=', (await rowOf(id, 1)).intent_id ?? '')
      .executeTakeFirstOrThrow()
    const found = { result: 'succeeded', problem: null, after: made, upstream_request_id: null } as const
    await audit.correct(intent, { ...found, target_id: made?.id ?? '' })
    const posts = await postsAfter(async () => {
      await controlAs(admin, 'retry', id)
      expect(countsOf(await jobOnce(admin, id))).toEqual({ done: 2 })
    })
    expect(posts).toEqual([])
  })

  test('what somebody else may have done meanwhile stays unknown, and is not sent over it', async () => {
    const change = promote()
    const id = await unknownJob(change, pathOf(change), false)
    await portal.door.remove('/faults')
    await portal.door.post(`/users/${String(change.input['user_id'])}`, { role: 'billing' })
    const posts = await postsAfter(async () => {
      await controlAs(admin, 'retry', id)
      const { rows } = await jobOnce(admin, id)
      expect(rows[0]).toMatchObject({ status: 'unknown', problem: expect.stringContaining('neither as it was before') })
    })
    expect(posts).toEqual([])
  })

  test('a row that cannot be looked for goes back to unknown, and the rest of the job goes on', async () => {
    const id = await unknownJob(inviteChange('dark@example.com'), '/v1/organizations/invites', true)
    await portal.runtime.database.db
      .updateTable('job_row')
      .set({ status: 'failed' })
      .where('job_id', '=', id)
      .where('n', '=', 2)
      .execute()
    await controlAs(admin, 'retry', id)
    await jobOnce(admin, id, ({ job }) => job.held_up !== null)
    const { db } = portal.runtime.database
    await db.updateTable('job').set({ setbacks: 4, resume_ms: 0 }).where('id', '=', id).execute()
    const detail = await jobOnce(admin, id)
    expect(detail.rows[0]).toMatchObject({ status: 'unknown', problem: 'Steward cannot look what became of a change.' })
    expect((await rowOf(id, 1)).intent_id).not.toBeNull()
    await portal.door.remove('/faults')
  })

  test('a row that asks for nothing an action could do fails at once, and holds nothing up', async () => {
    const [slow, broken] = [promote(), promote()]
    await portal.door.fault({ match: { method: 'GET', path: pathOf(slow) }, delay_ms: 400 })
    const id = await jobOf(admin, [slow, broken])
    await portal.runtime.database.db
      .updateTable('job_row')
      .set({ params: '{}' })
      .where('job_id', '=', id)
      .where('n', '=', 2)
      .execute()
    const { rows } = await jobOnce(admin, id)
    expect(rows.map(({ status }) => status)).toEqual(['done', 'failed'])
    expect(rows[1]?.problem).toContain('cannot be understood')
    expect((await rowOf(id, 2)).attempts).toBe(1)
  })
})
