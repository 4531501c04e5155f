import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { createInvite, deleteInvite, replaceInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole, removeMember } from '#lib/server/actions/members.ts'
import {
  addWorkspaceMember,
  changeWorkspaceRole,
  removeWorkspaceMember,
} from '#lib/server/actions/workspace-members.ts'
import { archiveWorkspace, createWorkspace, updateWorkspace } from '#lib/server/actions/workspaces.ts'
import type { Env } from '#lib/server/env.ts'
import { write } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Answer } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

/** Whoever reads this must neither take it for done nor for not done, and must not repeat it. */
function expectNotKnown({ status, body }: Answer): void {
  const message = expect.stringMatching(/It is not known yet.*Do not repeat it before/)
  expect({ status, body }).toMatchObject({
    status: 502,
    body: { error: { message, details: { error_code: 'outcome_unknown' } } },
  })
  expect(JSON.stringify(body).toLowerCase()).not.toContain('nothing was changed')
}

eachDatabase((_, __, place) => {
  const start = async (env: Partial<Env> = {}): Promise<Portal> => {
    portal = await startTestPortal(await place(), { env })
    await portal.runtime.mirror.refresh()
    return portal
  }
  const events = (running: Portal) =>
    running.runtime.database.db.selectFrom('audit_event').selectAll().orderBy('seq').execute()

  test('a role change goes upstream, into the mirror and into the audit log', async () => {
    const running = await start()
    const ask = await askAs(running.runtime, 'admin')
    const member = (await worldOf(running.door)).users.find((user) => user.role === 'user')
    const answer = await ask(
      write(changeMemberRole),
      { user_id: member?.id ?? '' },
      { method: 'POST', body: { role: 'developer' } },
    )
    expect(answer.status).toBe(200)
    expect(answer.body['role']).toBe('developer')
    const after = (await worldOf(running.door)).users.find((user) => user.id === member?.id)
    expect(after?.role).toBe('developer')
    expect((await running.runtime.mirror.snapshot()).get('user', member?.id ?? '')?.role).toBe('developer')
    const [intent, outcome] = await events(running)
    expect(intent).toMatchObject({
      kind: 'intent',
      action: 'member.change_role',
      target_id: member?.id,
      actor_role: 'admin',
    })
    expect(outcome).toMatchObject({ kind: 'outcome', intent_id: intent?.id, result: 'succeeded' })
    expect(outcome?.upstream_request_id).toMatch(/^req_/)
  })

  test('a role change that reaches no further makes nobody read everything again', async () => {
    const running = await start()
    const ask = await askAs(running.runtime, 'admin')
    const [user] = (await worldOf(running.door)).users.filter(({ role }) => role === 'user')
    const change = (role: string) =>
      ask(write(changeMemberRole), { user_id: user?.id ?? '' }, { method: 'POST', body: { role } })
    const listed = async () => (await running.door.requests()).filter(({ path }) => path.endsWith('/invites')).length
    const before = await listed()
    expect((await change('developer')).status).toBe(200)
    // Twice as long as the mirror's keeper takes to notice that it is asked for a sweep.
    await setTimeout(1_000)
    expect(await listed()).toBe(before)
    expect((await change('billing')).status).toBe(200)
    await expect.poll(listed, { timeout: 10_000 }).toBeGreaterThan(before)
  })

  test('every action does what it says, once', async () => {
    const running = await start()
    const ask = await askAs(running.runtime, 'admin')
    const post = (body: unknown) => ({ method: 'POST', body })
    const world = () => worldOf(running.door)
    const before = await world()
    const member = before.users.find(
      (user) => user.role === 'developer' && !before.workspace_members.some((row) => row.user_id === user.id),
    )
    const key = before.api_keys.find(
      (candidate) => candidate.status === 'active' && candidate.scope.type === 'workspace',
    )
    const user_id = member?.id ?? ''

    const invite = await ask(write(createInvite), {}, post({ email: 'new.person@example.com', role: 'developer' }))
    expect(invite.status).toBe(200)
    const replaced = await ask(write(replaceInvite), { invite_id: String(invite.body['id']) }, post({ role: 'user' }))
    expect(replaced.body).toMatchObject({ email: 'new.person@example.com', role: 'user', status: 'pending' })
    expect(replaced.body['id']).not.toBe(invite.body['id'])
    expect(
      (await world()).invites.filter((row) => row.email === 'new.person@example.com' && row.status === 'pending'),
    ).toHaveLength(1)
    const revoked = await ask(write(deleteInvite), { invite_id: String(replaced.body['id']) }, { method: 'DELETE' })
    expect(revoked.body['type']).toBe('invite_deleted')

    const made = await ask(write(createWorkspace), {}, post({ name: 'Lab', tags: { team: 'ml' } }))
    const workspace_id = String(made.body['id'])
    const renamed = await ask(
      write(updateWorkspace),
      { workspace_id },
      post({ name: 'Laboratory', tags: { team: null, env: 'dev' } }),
    )
    expect(renamed.body).toMatchObject({ name: 'Laboratory', tags: { env: 'dev' } })
    const added = await ask(
      write(addWorkspaceMember),
      { workspace_id },
      post({ user_id, workspace_role: 'workspace_user' }),
    )
    expect(added.body['workspace_role']).toBe('workspace_user')
    const raised = await ask(
      write(changeWorkspaceRole),
      { workspace_id, user_id },
      post({ workspace_role: 'workspace_developer' }),
    )
    expect(raised.body['workspace_role']).toBe('workspace_developer')
    const left = await ask(write(removeWorkspaceMember), { workspace_id, user_id }, { method: 'DELETE' })
    expect(left.body['type']).toBe('workspace_member_deleted')
    const archived = await ask(write(archiveWorkspace), { workspace_id }, { method: 'POST' })
    expect(archived.body['archived_at']).not.toBeNull()

    const api_key_id = key?.id ?? ''
    expect((await ask(write(updateApiKey), { api_key_id }, post({ status: 'inactive' }))).body['status']).toBe(
      'inactive',
    )
    expect(
      (await ask(write(updateApiKey), { api_key_id }, post({ status: 'active', name: 'renamed' }))).body,
    ).toMatchObject({ status: 'active', name: 'renamed' })
    expect((await ask(write(updateApiKey), { api_key_id }, post({ status: 'archived' }))).body['status']).toBe(
      'archived',
    )
    expect((await ask(write(removeMember), { user_id }, { method: 'DELETE' })).body['type']).toBe('user_deleted')
    expect((await world()).users.some((user) => user.id === user_id)).toBe(false)

    const log = await events(running)
    const intents = log.filter((event) => event.kind === 'intent')
    expect(intents).toHaveLength(13)
    const rename = intents.find((intent) => intent.action === 'workspace.rename')
    expect(JSON.parse(rename?.before ?? 'null')).toMatchObject({ id: workspace_id, type: 'workspace', name: 'Lab' })
    const raise = intents.find((intent) => intent.action === 'workspace_member.change_role')
    expect(JSON.parse(raise?.before ?? 'null')).toMatchObject({
      type: 'workspace_member',
      workspace_role: 'workspace_user',
    })
    for (const intent of intents)
      expect(log.filter((event) => event.intent_id === intent.id).map((event) => event.result)).toEqual(['succeeded'])
  })

  // Dropped before it ran looks to the portal like still on its way: only the settle time tells the two apart.
  test.each(['after', 'before'] as const)('an invite is sent at most once when dropped %s', async (drop) => {
    const running = await start({ reconcileSettleSeconds: 0 })
    const ask = await askAs(running.runtime, 'admin')
    await running.door.fault({ match: { method: 'POST', path: '/invites' }, drop })
    const answer = await ask(
      write(createInvite),
      {},
      { method: 'POST', body: { email: 'once@example.com', role: 'user' } },
    )
    const sent = (await worldOf(running.door)).invites.filter((invite) => invite.email === 'once@example.com')
    const outcome = (await events(running)).at(-1)
    if (drop === 'after') {
      expect(answer.status).toBe(200)
      expect(sent).toHaveLength(1)
      expect(outcome).toMatchObject({ result: 'succeeded', target_id: sent[0]?.id })
    } else {
      expectNotKnown(answer)
      expect(sent).toHaveLength(0)
      expect(outcome).toMatchObject({ kind: 'intent' })
      await running.runtime.reconcile()
      expect((await events(running)).at(-1)).toMatchObject({ kind: 'outcome', result: 'not_applied' })
    }
  })

  test('a workspace is created once when the answer is an HTML page, and told as not known yet when reading back fails too', async () => {
    const running = await start({ reconcileSettleSeconds: 0 })
    const ask = await askAs(running.runtime, 'admin')
    await running.door.fault({ match: { method: 'POST', path: '/workspaces' }, html: true, commit: true })
    const made = await ask(write(createWorkspace), {}, { method: 'POST', body: { name: 'Once' } })
    expect(made.status).toBe(200)
    await running.door.fault({ match: { method: 'POST', path: '/workspaces' }, drop: 'after' })
    await running.door.fault({ match: { method: 'GET', path: '/workspaces' }, times: 20, status: 500 })
    const lost = await ask(write(createWorkspace), {}, { method: 'POST', body: { name: 'Twice' } })
    expectNotKnown(lost)
    expect((await worldOf(running.door)).workspaces.filter((workspace) => workspace.name === 'Twice')).toHaveLength(1)
    const told = async () => (await events(running)).findLast(({ summary }) => summary.includes('Twice'))
    expect(await told()).toMatchObject({ kind: 'intent' })
    await running.door.remove('/faults')
    await running.runtime.reconcile()
    expect(await told()).toMatchObject({ kind: 'outcome', result: 'succeeded' })
  })

  test('108: the intent is committed before upstream gets the request, and exactly one outcome follows', async () => {
    const running = await start()
    const ask = await askAs(running.runtime, 'admin')
    const user_id = (await worldOf(running.door)).users.find((user) => user.role === 'user')?.id ?? ''
    await running.door.fault({ match: { method: 'POST', path: `/users/${user_id}` }, delay_ms: 400 })
    const answering = ask(write(changeMemberRole), { user_id }, { method: 'POST', body: { role: 'developer' } })
    const arrived = async () => (await running.door.requests()).some(({ method }) => method === 'POST')
    await expect.poll(arrived, { timeout: 5_000 }).toBe(true)
    expect((await events(running)).map(({ kind }) => kind)).toEqual(['intent'])
    const answer = await answering
    const [intent, outcome, ...more] = await events(running)
    expect(more).toEqual([])
    expect(outcome).toMatchObject({ kind: 'outcome', intent_id: intent?.id, result: 'succeeded' })
    const [request] = (await running.door.requests()).filter(({ method }) => method === 'POST')
    expect(outcome?.upstream_request_id).toBe(request?.request_id)
    expect(answer.status).toBe(200)
  })

  test('109: no intent, no call: a broken audit table stops the change', async () => {
    const running = await start()
    const ask = await askAs(running.runtime, 'admin')
    const [member] = (await worldOf(running.door)).users.filter((user) => user.role === 'user')
    await running.door.remove('/requests')
    await running.runtime.database.db.schema.alterTable('audit_event').renameTo('audit_event_gone').execute()
    const answer = await ask(
      write(changeMemberRole),
      { user_id: member?.id ?? '' },
      { method: 'POST', body: { role: 'developer' } },
    )
    await running.runtime.database.db.schema.alterTable('audit_event_gone').renameTo('audit_event').execute()
    expect(answer.status).toBe(503)
    expect(JSON.stringify(answer.body)).toContain('audit_unavailable')
    expect((await running.door.requests()).filter((request) => request.method !== 'GET')).toEqual([])
  })

  test('typed refusals of upstream reach the caller with their code', async () => {
    const running = await start()
    const ask = await askAs(running.runtime, 'admin')
    const world = await worldOf(running.door)
    const member = world.users.find((user) => user.role === 'user')
    const answer = await ask(write(createInvite), {}, { method: 'POST', body: { email: member?.email, role: 'user' } })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain('already_member')
    expect(answer.headers.get('request-id')).toMatch(/^req_/)
  })

  test('a change that fails while it is only looking says that nothing was changed', async () => {
    const running = await start()
    const ask = await askAs(running.runtime, 'admin')
    const member = (await worldOf(running.door)).users.find((user) => user.role === 'user')
    const path = `/users/${member?.id}`
    const request = { method: 'POST', body: { role: 'developer' } }
    const message = expect.stringContaining('Nothing was changed')
    for (const fault of [{ html: true }, { html: true, status: 200 }, { truncate: true }]) {
      await running.door.fault({ match: { method: 'GET', path }, times: 3, ...fault })
      const answer = await ask(write(changeMemberRole), { user_id: member?.id ?? '' }, request)
      expect(answer).toMatchObject({ status: 502, body: { error: { message } } })
    }
    expect((await running.door.requests()).filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test('bad input is refused before anything upstream', async () => {
    const running = await start()
    const ask = await askAs(running.runtime, 'admin')
    await running.door.remove('/requests')
    const bodies: [Record<string, string>, unknown][] = [
      [{ user_id: '..' }, { role: 'user' }],
      [{ user_id: 'apikey_01AAAAAAAAAAAAAAAAAAAAAA' }, { role: 'user' }],
      [{ user_id: 'user_01AAAAAAAAAAAAAAAAAAAAAA' }, { role: 'admin' }],
      [{ user_id: 'user_01AAAAAAAAAAAAAAAAAAAAAA' }, { role: ['user'] }],
      [{ user_id: 'user_01AAAAAAAAAAAAAAAAAAAAAA' }, { role: 'user', is_admin: true }],
      [{ user_id: 'user_01AAAAAAAAAAAAAAAAAAAAAA' }, { role: 'user', user_id: 'user_01BBBBBBBBBBBBBBBBBBBBBB' }],
      [{ user_id: 'user_01AAAAAAAAAAAAAAAAAAAAAA' }, {}],
      [{ user_id: 'user_01AAAAAAAAAAAAAAAAAAAAAA' }, []],
    ]
    for (const [params, body] of bodies) {
      const answer = await ask(write(changeMemberRole), params, { method: 'POST', body })
      expect(answer.status, JSON.stringify([params, body])).toBe(400)
    }
    expect(await running.door.requests()).toEqual([])
  })
})
