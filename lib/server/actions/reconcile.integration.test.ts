import { afterEach, expect, test } from 'vitest'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { addWorkspaceMember } from '#lib/server/actions/workspace-members.ts'
import { createWorkspace, updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { createAuditLog } from '#lib/server/audit/record.ts'
import { intentOf, tester } from '#lib/server/audit/test-chain.ts'
import { outsider, plainWorkspace } from '#lib/server/testing/undoable-changes.ts'
import { replaceInvite } from '#lib/server/actions/invites.ts'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import { reconcile } from '#lib/server/actions/reconcile.ts'
import { write } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import { refuseOutcomes } from '#lib/server/testing/refuse-outcomes.ts'
import { worldOf } from '#lib/server/testing/world.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

eachDatabase((_, __, place) => {
  const start = async (): Promise<Portal> => {
    portal = await startTestPortal(await place())
    await portal.runtime.mirror.refresh()
    return portal
  }
  const lastEvent = ({ runtime }: Portal) =>
    runtime.database.db.selectFrom('audit_event').selectAll().orderBy('seq', 'desc').executeTakeFirstOrThrow()
  const openIntents = ({ runtime }: Portal) => runtime.database.db.selectFrom('open_intent').selectAll().execute()
  /** A look `laterMs` from now, by a process that remembers `abandoned`; a call may arrive for `settleMs`. */
  const lookAgain = ({ runtime }: Portal, settleMs = 0, laterMs = 0, abandoned = new Map<string, number>()) =>
    reconcile({
      ...runtime,
      inFlight: new Set(),
      abandoned,
      onStale: () => undefined,
      settleMs,
      now: () => Date.now() + laterMs,
    })
  /** A look that takes every other process for alive, or for dead. */
  const lookWhileAlive = ({ runtime }: Portal, alive: boolean) =>
    reconcile({
      ...runtime,
      inFlight: new Set(),
      abandoned: new Map(),
      onStale: () => undefined,
      settleMs: 0,
      instance: { ...runtime.instance, isAlive: async () => alive },
    })
  /** A change of a member's role that upstream made and the log could not record. */
  const unrecordedChange = async (running: Portal) => {
    const member = (await worldOf(running.door)).users.find(({ role }) => role === 'user')
    const ask = await askAs(running.runtime, 'admin')
    const mend = await refuseOutcomes(running.runtime.database)
    const change = { method: 'POST', body: { role: 'developer' } }
    const answer = await ask(write(changeMemberRole), { user_id: member?.id ?? '' }, change)
    await mend()
    return { member, answer, ask }
  }

  test('110: a change whose outcome could not be recorded is told so, stays open, and is closed with evidence', async () => {
    const running = await start()
    const { member, answer } = await unrecordedChange(running)
    expect(answer.status).toBe(503)
    expect(JSON.stringify(answer.body)).toContain('recording_delayed')
    expect(await openIntents(running)).toHaveLength(1)
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    expect(await openIntents(running)).toEqual([])
    const outcome = await lastEvent(running)
    expect(outcome).toMatchObject({ kind: 'outcome', result: 'succeeded', target_id: member?.id })
    expect(JSON.parse(outcome.evidence ?? 'null')).toMatchObject({ saw: { id: member?.id, role: 'developer' } })
    expect(await lookAgain(running)).toEqual({ closed: 0, waiting: 0 })
  })

  test('an intent that another living process carries out is left alone, a dead one’s is closed', async () => {
    const running = await start()
    await unrecordedChange(running)
    const { db } = running.runtime.database
    await db.updateTable('open_intent').set({ instance: 'somebody-else' }).execute()
    expect(await lookWhileAlive(running, true)).toEqual({ closed: 0, waiting: 1 })
    expect(await lookWhileAlive(running, false)).toEqual({ closed: 1, waiting: 0 })
  })

  test('a change that did not happen is called so only after its call can no longer arrive', async () => {
    const running = await start()
    const { member } = await unrecordedChange(running)
    await running.door.post(`/users/${member?.id ?? ''}`, { role: 'user' })
    // A process that starts an hour later counts from its own first look: how long the call waited is not known.
    const abandoned = new Map<string, number>()
    const hour = 3_600_000
    expect(await lookAgain(running, 60_000, hour, abandoned)).toEqual({ closed: 0, waiting: 1 })
    expect(await lookAgain(running, 60_000, hour + 50_000, abandoned)).toEqual({ closed: 0, waiting: 1 })
    expect(await lookAgain(running, 60_000, hour + 61_000, abandoned)).toEqual({ closed: 1, waiting: 0 })
    expect(await lastEvent(running)).toMatchObject({ result: 'not_applied' })
    expect(await lookAgain(running, 60_000, hour, abandoned)).toEqual({ closed: 0, waiting: 0 })
    expect(abandoned.size).toBe(0)
  })

  test('a call that arrives after its answer was given up is told as done, never as not', async () => {
    const running = await start()
    const key = (await worldOf(running.door)).api_keys.find(({ status }) => status === 'active')
    const at = { api_key_id: key?.id ?? '' }
    const ask = await askAs(running.runtime, 'admin')
    await running.door.fault({ match: { method: 'POST', path: `/api_keys/${at.api_key_id}` }, status: 504 })
    const answer = await ask(write(updateApiKey), at, { method: 'POST', body: { status: 'inactive' } })
    expect(answer).toMatchObject({ status: 502, body: { error: { details: { error_code: 'outcome_unknown' } } } })
    await running.runtime.reconcile()
    expect(await openIntents(running)).toHaveLength(1)
    await running.door.post(`/api_keys/${at.api_key_id}`, { status: 'inactive' })
    await running.runtime.reconcile()
    expect(await lastEvent(running)).toMatchObject({ kind: 'outcome', result: 'succeeded', action: 'key.disable' })
    expect(await openIntents(running)).toEqual([])
  })

  test('while upstream cannot be read, nothing is concluded', async () => {
    const running = await start()
    const { member } = await unrecordedChange(running)
    await running.door.fault({ match: { method: 'GET', path: `/users/${member?.id ?? ''}` }, times: 20, status: 500 })
    expect(await lookAgain(running)).toEqual({ closed: 0, waiting: 1 })
  })

  test('what was changed again since is unknown, and the evidence names the later change', async () => {
    const running = await start()
    const { member, ask } = await unrecordedChange(running)
    const again = { method: 'POST', body: { role: 'claude_code_user' } }
    expect((await ask(write(changeMemberRole), { user_id: member?.id ?? '' }, again)).status).toBe(200)
    const { id } = await lastEvent(running)
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    const outcome = await lastEvent(running)
    expect(outcome.result).toBe('unknown')
    expect(JSON.parse(outcome.evidence ?? 'null')).toMatchObject({ changed_since: id })
  })

  test('an invite that was revoked but not sent anew is never called unchanged', async () => {
    const running = await start()
    const invite = (await worldOf(running.door)).invites.find(({ status }) => status === 'pending')
    await running.door.fault({ match: { method: 'POST', path: '/invites' }, drop: 'before' })
    const ask = await askAs(running.runtime, 'admin')
    const answer = await ask(
      write(replaceInvite),
      { invite_id: invite?.id ?? '' },
      { method: 'POST', body: { role: 'user' } },
    )
    expect(answer.status).toBe(502)
    expect(JSON.stringify(answer.body)).toContain('was revoked, but the new one was not sent')
    expect(JSON.stringify(answer.body)).toContain('Do not repeat it')
    expect(JSON.stringify(answer.body)).not.toContain('Nothing was changed')
    // The new invite may still be on its way, so half done is no more certain than not done.
    expect(await lookAgain(running, 60_000)).toEqual({ closed: 0, waiting: 1 })
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    expect(await lastEvent(running)).toMatchObject({ result: 'failed' })
    expect((await worldOf(running.door)).invites.filter(({ email }) => email === invite?.email)).toEqual([])
  })

  test('a revocation that may still arrive before a new invite is not told as nothing', async () => {
    const running = await start()
    const invite = (await worldOf(running.door)).invites.find(({ status }) => status === 'pending')
    const at = { invite_id: invite?.id ?? '' }
    await running.door.fault({ match: { method: 'DELETE', path: `/invites/${at.invite_id}` }, drop: 'before' })
    const ask = await askAs(running.runtime, 'admin')
    const answer = await ask(write(replaceInvite), at, { method: 'POST', body: { role: 'user' } })
    expect(answer).toMatchObject({ status: 502, body: { error: { details: { error_code: 'outcome_unknown' } } } })
    await running.runtime.admin.invites.delete(at.invite_id)
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    expect(await lastEvent(running)).toMatchObject({ result: 'failed', problem: expect.stringContaining('revoked') })
  })

  test('a key that upstream refuses says nothing of the change: it is looked at with the next one', async () => {
    const running = await start()
    await unrecordedChange(running)
    await running.door.post('/credential', { revoked: true })
    expect(await lookAgain(running)).toEqual({ closed: 0, waiting: 1 })
    await running.door.post('/credential', { revoked: false })
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    expect(await lastEvent(running)).toMatchObject({ result: 'succeeded' })
  })

  test('what was made and changed elsewhere is neither done nor undone', async () => {
    const running = await start()
    const { member } = await unrecordedChange(running)
    await running.door.post(`/users/${member?.id ?? ''}`, { role: 'claude_code_user' })
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    const outcome = await lastEvent(running)
    expect(outcome.result).toBe('unknown')
    expect(JSON.parse(outcome.evidence ?? 'null')).toMatchObject({ saw: { role: 'claude_code_user' } })
  })

  test('a membership that was not given is told as not applied', async () => {
    const running = await start()
    const world = await worldOf(running.door)
    const workspace_id = plainWorkspace(world).id
    await running.door.fault({ match: { method: 'POST', path: `/workspaces/${workspace_id}/members` }, drop: 'before' })
    const ask = await askAs(running.runtime, 'admin')
    const body = { user_id: outsider(world).id, workspace_role: 'workspace_user' }
    expect((await ask(write(addWorkspaceMember), { workspace_id }, { method: 'POST', body })).status).toBe(502)
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    expect(await lastEvent(running)).toMatchObject({ result: 'not_applied' })
  })

  test('what another action made is not taken for the work of one whose call was lost', async () => {
    const running = await start()
    const ask = await askAs(running.runtime, 'admin')
    const body = { name: 'Twins' }
    const first = await ask(write(createWorkspace), {}, { method: 'POST', body })
    await ask(
      write(updateWorkspace),
      { workspace_id: String(first.body['id']) },
      { method: 'POST', body: { tags: { a: 'b' } } },
    )
    await running.door.fault({ match: { method: 'POST', path: '/workspaces' }, drop: 'before' })
    const second = await ask(write(createWorkspace), {}, { method: 'POST', body })
    expect(second).toMatchObject({ status: 502, body: { error: { details: { error_code: 'outcome_unknown' } } } })
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    expect(await lastEvent(running)).toMatchObject({ result: 'not_applied', target_id: null })
  })

  test('what somebody else may be making right now is not claimed', async () => {
    const running = await start()
    const { database } = running.runtime
    const params = { name: 'Both' }
    const making = intentOf({
      before: null,
      action: 'workspace.create',
      target_kind: 'workspace',
      target_id: null,
      params,
    })
    const other = await createAuditLog(database, 'alive').intend(tester, making)
    await running.door.fault({ match: { method: 'POST', path: '/workspaces' }, drop: 'after' })
    const ask = await askAs(running.runtime, 'admin')
    const answer = await ask(write(createWorkspace), {}, { method: 'POST', body: params })
    expect(answer).toMatchObject({ status: 502, body: { error: { details: { error_code: 'outcome_unknown' } } } })
    expect(await lookWhileAlive(running, true)).toEqual({ closed: 0, waiting: 2 })
    const told = { result: 'failed' as const, problem: 'No.', after: null, upstream_request_id: null }
    await createAuditLog(database, 'alive').conclude(tester, making, other, told)
    expect(await lookWhileAlive(running, true)).toEqual({ closed: 1, waiting: 0 })
    expect(await lastEvent(running)).toMatchObject({ result: 'succeeded', action: 'workspace.create' })
  })

  test('with a clock that runs ahead, what was made is not told as not made', async () => {
    const running = await start()
    const { database, instance } = running.runtime
    const ahead = createAuditLog(database, instance.id, () => Date.now() + 120_000)
    const params = { email: 'ahead@example.com', role: 'user' }
    await ahead.intend(tester, {
      ...intentOf({ before: null }),
      action: 'invite.create',
      target_kind: 'invite',
      target_id: null,
      params,
    })
    await running.door.post('/invites', params)
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    expect(await lastEvent(running)).toMatchObject({ result: 'unknown', problem: expect.stringContaining('clocks') })
  })

  test('an intent is marked as under way before anybody can see it open', async () => {
    const running = await start()
    const { audit, inFlight } = running.runtime
    const { intend } = audit
    const marked: boolean[] = []
    audit.intend = async (actor, intent, id) => {
      marked.push(inFlight.has(id ?? ''))
      return intend(actor, intent, id)
    }
    const user_id = (await worldOf(running.door)).users.find(({ role }) => role === 'user')?.id ?? ''
    const ask = await askAs(running.runtime, 'admin')
    expect(
      (await ask(write(changeMemberRole), { user_id }, { method: 'POST', body: { role: 'developer' } })).status,
    ).toBe(200)
    expect(marked).toEqual([true])
    expect([...inFlight]).toEqual([])
  })
})
