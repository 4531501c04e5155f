import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change } from '#lib/schemas/jobs.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { controlAs, countsOf, jobNow, jobOf, jobOnce, planAs } from '#lib/server/testing/jobs.ts'
import { askAsPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>
const soon = (ms: number) => new Date(Date.now() + ms).toISOString()

eachDatabase((_, __, place) => {
  let portal: Portal
  let admin: Ask
  let world: WorldState
  let used = 0
  beforeAll(async () => {
    portal = await startTestPortal(await place(), {
      seed: { members: 120, workspaces: 6, keys: 80, invites: 4 },
      env: { reconcileSettleSeconds: 0 },
    })
    await portal.runtime.mirror.refresh()
    admin = await askAsPerson(portal.runtime, { subject: 'ada', role: 'admin' })
    world = await worldOf(portal.door)
  })
  afterAll(() => portal.close())

  /** Members whom no other test touches. */
  const some = (count: number) => {
    const users = world.users.filter(({ role }) => role === 'user').slice(used, used + count)
    used += count
    if (users.length < count) throw new Error('The world has too few users')
    return users
  }
  const promote = (user_id: string): Change => ({ action: 'member.change_role', input: { user_id, role: 'developer' } })
  const roleOf = async (id: string) => (await worldOf(portal.door)).users.find((user) => user.id === id)?.role
  const activeKey = (index: number) => world.api_keys.filter(({ status }) => status === 'active')[index]?.id ?? ''
  const keyStatus = async (id: string) => (await worldOf(portal.door)).api_keys.find((key) => key.id === id)?.status

  test('cancelled, it ends with the row under way; tried again, it does the rest', async () => {
    const users = some(6)
    await portal.door.fault({
      match: { method: 'GET', path: `/v1/organizations/users/${users[1]?.id}` },
      delay_ms: 400,
    })
    const id = await jobOf(
      admin,
      users.map(({ id }) => promote(id)),
    )
    await jobOnce(admin, id, ({ rows }) => rows[0]?.status === 'done')
    expect((await controlAs(admin, 'cancel', id)).status).toBe(200)
    expect((await controlAs(admin, 'cancel', id)).status).toBe(409)
    const cancelled = await jobOnce(admin, id)
    expect(cancelled.job.status).toBe('cancelled')
    expect(cancelled.job.counts.cancelled).toBeGreaterThan(2)
    expect(cancelled.job.retryable).toBe(cancelled.job.counts.cancelled)
    for (const row of cancelled.rows)
      expect(await roleOf(row.target.id ?? '')).toBe(row.status === 'done' ? 'developer' : 'user')
    expect((await controlAs(admin, 'retry', id)).status).toBe(200)
    expect(countsOf(await jobOnce(admin, id))).toEqual({ done: 6 })
    expect((await controlAs(admin, 'retry', id)).status).toBe(409)
  })

  test('undo takes back what was done, newest first, once, and leaves what somebody touched since', async () => {
    const [one, two, three] = some(3)
    const users = [one, two, three].map((user) => user?.id ?? '')
    const id = await jobOf(admin, [
      ...users.map(promote),
      { action: 'invite.create', input: { email: 'undo@example.com', role: 'user' } },
    ])
    await jobOnce(admin, id)
    await jobOnce(
      admin,
      await jobOf(admin, [{ action: 'member.change_role', input: { user_id: users[1], role: 'billing' } }]),
    )
    const undo = await controlAs(admin, 'undo', id)
    expect(undo.status).toBe(200)
    const undone = await jobOnce(admin, String(undo.body['id']))
    expect(undone.job).toMatchObject({ kind: 'undo', undoes: id, title: 'Undo of A job' })
    expect(undone.rows.map(({ action, status }) => `${action} ${status}`)).toEqual([
      'invite.revoke done',
      'member.change_role done',
      'member.change_role refused',
      'member.change_role done',
    ])
    expect(undone.rows[2]?.problem).toContain('changed again since')
    expect(await Promise.all(users.map(roleOf))).toEqual(['user', 'billing', 'user'])
    expect((await worldOf(portal.door)).invites.some(({ email }) => email === 'undo@example.com')).toBe(false)
    expect((await controlAs(admin, 'undo', id)).body).toMatchObject({ id: undone.job.id, existing: true })
    expect((await jobNow(admin, id)).job).toMatchObject({ undone_by: undone.job.id, undoable: 0 })
  })

  test('undo of switched keys and of renamed and tagged workspaces, whatever one call of it is named', async () => {
    const [live, off] = [activeKey(3), world.api_keys.find(({ status }) => status === 'inactive')?.id ?? '']
    const [one, two] = world.workspaces.filter(({ archived_at, name }) => archived_at === null && name !== 'Default')
    const id = await jobOf(admin, [
      { action: 'key.enable', input: { api_key_id: off, status: 'active' } },
      { action: 'key.disable', input: { api_key_id: live, status: 'inactive' } },
      { action: 'workspace.rename', input: { workspace_id: one?.id, name: 'Another name' } },
      { action: 'workspace.tag', input: { workspace_id: two?.id, tags: { undone: 'soon' } } },
    ])
    expect(countsOf(await jobOnce(admin, id))).toEqual({ done: 4 })
    const undo = await controlAs(admin, 'undo', id)
    expect(undo).toMatchObject({ status: 200 })
    const undone = await jobOnce(admin, String(undo.body['id']))
    expect(undone.rows.map(({ action, status }) => `${action} ${status}`)).toEqual([
      'workspace.tag done',
      'workspace.rename done',
      'key.enable done',
      'key.disable done',
    ])
    expect([await keyStatus(live), await keyStatus(off)]).toEqual(['active', 'inactive'])
  })

  test('what changed since the plan is left as it is', async () => {
    const [one, two] = some(2)
    const changes = [one, two].map((user) => promote(user?.id ?? ''))
    await portal.door.fault({ match: { method: 'GET', path: `/v1/organizations/users/${one?.id}` }, delay_ms: 300 })
    const id = await jobOf(admin, changes)
    await portal.door.post(`/users/${two?.id}`, { role: 'claude_code_user' })
    const { rows } = await jobOnce(admin, id)
    expect(rows.map(({ status }) => status)).toEqual(['done', 'refused'])
    expect(rows[1]?.problem).toContain('changed since this was planned')
  })

  test('a campaign: disabled now, archived later, unless somebody enabled it meanwhile', async () => {
    const campaign = (key: string): Change[] => [
      { action: 'key.disable', input: { api_key_id: key, status: 'inactive' } },
      {
        action: 'key.archive',
        input: { api_key_id: key, status: 'archived' },
        not_before: soon(1_500),
        after: 1,
        expects: { status: 'inactive' },
      },
    ]
    const [first, second] = [activeKey(0), activeKey(1)]
    const plan = await planAs(admin, { changes: campaign(first) })
    expect(plan).toMatchObject({ needs_step_up: true, counts: { ready: 2 } })
    // However late the disabling is done, the time between is what was planned.
    const path = `/v1/organizations/api_keys/${first}`
    await portal.door.fault({ match: { method: 'POST', path }, delay_ms: 1_200 })
    const wanted = campaign(first)
    const [one, two] = [await jobOf(admin, wanted), await jobOf(admin, campaign(second))]
    const waiting = await jobOnce(admin, two, ({ rows }) => rows[0]?.status === 'done')
    expect(waiting.rows[1]?.status).toBe('scheduled')
    await portal.door.post(`/api_keys/${second}`, { status: 'active' })
    const archived = await jobOnce(admin, one)
    expect(countsOf(archived)).toEqual({ done: 2 })
    const [off, gone] = archived.rows.map(({ done_at }) => Date.parse(done_at ?? ''))
    const planned = Date.parse(wanted[1]?.not_before ?? '') - Date.parse(archived.job.created_at)
    expect((gone ?? 0) - (off ?? 0)).toBeGreaterThanOrEqual(planned)
    const kept = await jobOnce(admin, two)
    expect(countsOf(kept)).toEqual({ done: 1, refused: 1 })
    expect([await keyStatus(first), await keyStatus(second)]).toEqual(['archived', 'active'])
  })

  test('what follows a row that was not done is skipped, and has its turn when that is tried again', async () => {
    const key = activeKey(2)
    await portal.door.fault({
      match: { method: 'POST', path: `/v1/organizations/api_keys/${key}` },
      status: 400,
      message: 'No.',
    })
    const id = await jobOf(admin, [
      { action: 'key.disable', input: { api_key_id: key, status: 'inactive' } },
      { action: 'key.archive', input: { api_key_id: key, status: 'archived' }, after: 1 },
    ])
    const failed = await jobOnce(admin, id)
    expect(countsOf(failed)).toEqual({ failed: 1, skipped: 1 })
    expect(failed.rows.map(({ problem }) => problem)).toEqual(['No.', 'Row 1, which this one follows, was not done.'])
    await controlAs(admin, 'retry', id)
    expect(countsOf(await jobOnce(admin, id))).toEqual({ done: 2 })
  })

  test('nobody is removed while a key that was to stop first goes on, whichever of them it is', async () => {
    const [one, two, [user]] = [activeKey(4), activeKey(5), some(1)]
    const path = `/v1/organizations/api_keys/${one}`
    await portal.door.fault({ match: { method: 'POST', path }, status: 400, message: 'No.' })
    const id = await jobOf(admin, [
      ...[one, two].map((key): Change => ({ action: 'key.disable', input: { api_key_id: key, status: 'inactive' } })),
      { action: 'member.remove', input: { user_id: user?.id }, after: 2 },
    ])
    const { rows } = await jobOnce(admin, id)
    expect(rows.map(({ status }) => status)).toEqual(['failed', 'done', 'skipped'])
    expect(rows[2]?.problem).toBe('Row 1, which this one follows, was not done.')
    expect(await roleOf(user?.id ?? '')).toBe('user')
  })

  test('somebody invited is added to a workspace once they have joined, and given up when the invite is gone', async () => {
    const workspace = world.workspaces.find(({ archived_at, name }) => archived_at === null && name !== 'Default')
    const workspace_id = workspace?.id ?? ''
    const bring = (email: string): Change[] => [
      { action: 'invite.create', input: { email, role: 'user' } },
      {
        action: 'workspace_member.add',
        input: { workspace_id, workspace_role: 'workspace_user' },
        when_member: email,
        after: 1,
      },
    ]
    const [joins, never] = [
      await jobOf(admin, bring('joins@example.com')),
      await jobOf(admin, bring('never@example.com')),
    ]
    const isWaiting = ({ job }: { job: { status: string } }) => job.status === 'waiting'
    await jobOnce(admin, joins, isWaiting)
    await jobOnce(admin, never, isWaiting)
    const inviteOf = async (email: string) =>
      (await worldOf(portal.door)).invites.find((invite) => invite.email === email)?.id
    await portal.door.post(`/invites/${await inviteOf('joins@example.com')}/accept`, { name: 'Joan' })
    await portal.runtime.admin.invites.delete((await inviteOf('never@example.com')) ?? '')
    await portal.runtime.mirror.refresh()
    expect(countsOf(await jobOnce(admin, joins))).toEqual({ done: 2 })
    const given = await jobOnce(admin, never)
    expect(countsOf(given)).toEqual({ done: 1, skipped: 1 })
    const now = await worldOf(portal.door)
    const joan = now.users.find(({ email }) => email === 'joins@example.com')
    expect(now.workspace_members).toContainEqual(
      expect.objectContaining({ user_id: joan?.id, workspace_id, workspace_role: 'workspace_user' }),
    )
  })

  test('upstream down: the row keeps its turn, the job says why it stands still, and goes on', async () => {
    const [one] = some(1)
    const path = `/v1/organizations/users/${one?.id}`
    await portal.door.fault({ match: { method: 'GET', path }, times: 5, status: 529, headers: { 'retry-after': '0' } })
    const id = await jobOf(admin, [promote(one?.id ?? '')])
    const held = await jobOnce(admin, id, ({ job }) => job.held_up !== null)
    expect(held.rows[0]?.status).toBe('queued')
    const done = await jobOnce(admin, id)
    expect(countsOf(done)).toEqual({ done: 1 })
    expect(done.job.held_up).toBeNull()
  })

  test('an answer that was lost is looked for, and nothing is sent twice', async () => {
    await portal.door.remove('/requests')
    const match = { method: 'POST', path: '/v1/organizations/invites' }
    await portal.door.fault({ match, drop: 'after', commit: true })
    await portal.door.fault({ match: { method: 'GET', path: '/v1/organizations/invites' }, times: 3, drop: 'before' })
    const id = await jobOf(admin, [{ action: 'invite.create', input: { email: 'lost@example.com', role: 'user' } }])
    const detail = await jobOnce(admin, id)
    expect(countsOf(detail)).toEqual({ done: 1 })
    const sent = (await portal.door.requests()).filter(({ method, path }) => method === 'POST' && path === match.path)
    expect(sent).toHaveLength(1)
    expect((await worldOf(portal.door)).invites.filter(({ email }) => email === 'lost@example.com')).toHaveLength(1)
  })

  test('a row whose outcome nobody could find out is looked for before it is sent again', async () => {
    const email = 'unknown@example.com'
    const match = { method: 'POST', path: '/v1/organizations/invites' }
    await portal.door.fault({ match, status: 500, commit: true })
    const read = { method: 'GET', path: '/v1/organizations/invites' }
    await portal.door.fault({ match: read, times: 1_000, status: 400, message: 'Not now.' })
    const { db } = portal.runtime.database
    const id = await jobOf(admin, [{ action: 'invite.create', input: { email, role: 'user' } }])
    // The reconciler looks in vain and says so.
    expect(countsOf(await jobOnce(admin, id))).toEqual({ unknown: 1 })
    await portal.door.remove('/faults')
    await portal.door.remove('/requests')
    expect((await controlAs(admin, 'retry', id)).status).toBe(200)
    expect(countsOf(await jobOnce(admin, id))).toEqual({ done: 1 })
    expect((await portal.door.requests()).filter(({ method }) => method === 'POST')).toEqual([])
    const told = await db
      .selectFrom('audit_event')
      .select(['result', 'evidence'])
      .where('job_id', '=', id)
      .where('kind', '=', 'outcome')
      .orderBy('seq')
      .execute()
    expect(told.at(-1)).toMatchObject({ result: 'succeeded' })
  })
})
