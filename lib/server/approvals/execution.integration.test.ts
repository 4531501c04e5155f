import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { actionNames } from '#lib/schemas/action-names.ts'
import { createInvite, deleteInvite, replaceInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole, removeMember } from '#lib/server/actions/members.ts'
import {
  addWorkspaceMember,
  changeWorkspaceRole,
  removeWorkspaceMember,
} from '#lib/server/actions/workspace-members.ts'
import { archiveWorkspace, createWorkspace, updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { createAuditLog } from '#lib/server/audit/record.ts'
import { personFromRequest } from '#lib/server/auth/person.ts'
import { approveProposal } from '#lib/server/commands/proposals.ts'
import { undoAction } from '#lib/server/commands/undo.ts'
import { command, write } from '#lib/server/http/route.ts'
import { createRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { decideAs, detailsOf, groups, openApprovalHouse, proposeFor } from '#lib/server/testing/approvals.ts'
import type { ApprovalHouse } from '#lib/server/testing/approvals.ts'
import { cookieOf } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'

let house: ApprovalHouse | null = null
afterEach(async () => {
  await house?.close()
  house = null
})

/** One attempt of every kind of change, on objects that do not get into each other's way. */
function everyChange(
  world: WorldState,
  workspaceId: string,
): [Ask extends never ? never : Parameters<Ask>[0], object, string, object?][] {
  const rows = world.workspace_members.filter(
    (row) => row.workspace_id === workspaceId && !row.inherited && row.workspace_role === 'workspace_user',
  )
  const outsider = world.users.find(
    ({ id, role }) =>
      role === 'developer' &&
      !world.workspace_members.some((row) => row.user_id === id && row.workspace_id === workspaceId),
  )
  const [first, second] = world.users.filter(({ id, role }) => role === 'user' && id !== outsider?.id)
  const [invite, resent, changed] = world.invites.filter(({ status, role }) => status === 'pending' && role === 'user')
  const [one, two, three, four] = world.api_keys.filter(({ status }) => status === 'active')
  const off = world.api_keys.find(({ status }) => status === 'inactive')
  const workspace_id = workspaceId
  return [
    [write(createInvite), {}, 'POST', { email: 'new.person@example.com', role: 'user' }],
    [write(deleteInvite), { invite_id: invite?.id }, 'DELETE'],
    [write(replaceInvite), { invite_id: resent?.id }, 'POST', {}],
    [write(replaceInvite), { invite_id: changed?.id }, 'POST', { role: 'developer' }],
    [write(changeMemberRole), { user_id: first?.id }, 'POST', { role: 'developer' }],
    [write(removeMember), { user_id: second?.id }, 'DELETE'],
    [write(createWorkspace), {}, 'POST', { name: 'Laboratory' }],
    [write(updateWorkspace), { workspace_id }, 'POST', { name: 'Renamed' }],
    [write(updateWorkspace), { workspace_id }, 'POST', { tags: { team: 'ml' } }],
    [write(updateWorkspace), { workspace_id }, 'POST', { display_color: '#123456' }],
    [write(archiveWorkspace), { workspace_id }, 'POST'],
    [write(addWorkspaceMember), { workspace_id }, 'POST', { user_id: outsider?.id, workspace_role: 'workspace_user' }],
    [
      write(changeWorkspaceRole),
      { workspace_id, user_id: rows[0]?.user_id },
      'POST',
      { workspace_role: 'workspace_developer' },
    ],
    [write(removeWorkspaceMember), { workspace_id, user_id: rows[0]?.user_id }, 'DELETE'],
    [write(updateApiKey), { api_key_id: one?.id }, 'POST', { name: 'renamed' }],
    [write(updateApiKey), { api_key_id: off?.id }, 'POST', { status: 'active' }],
    [write(updateApiKey), { api_key_id: two?.id }, 'POST', { status: 'inactive' }],
    [write(updateApiKey), { api_key_id: three?.id ?? four?.id }, 'POST', { status: 'archived' }],
  ]
}

eachDatabase((kind, _, place) => {
  const open = async (policy?: string): Promise<ApprovalHouse> => {
    house = await openApprovalHouse(await place(), policy)
    return house
  }
  const record = (running: ApprovalHouse, id: string) =>
    running.runtime.database.db.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const alter = (running: ApprovalHouse, id: string, values: object) =>
    running.runtime.database.db.updateTable('proposal').set(values).where('id', '=', id).execute()

  test('132: every kind of change goes through the gate, and none is stale when it is proposed', async () => {
    const running = await open(`${groups}\napprovals:\n  - { actions: ['*'] }\n`)
    const attempts = everyChange(await worldOf(running.door), running.workspace.id)
    for (const [handler, params, method, body] of attempts) {
      const answer = await running.admin(handler, params as Record<string, string>, {
        method,
        ...(body ? { body } : {}),
      })
      expect(detailsOf(answer)['error_code'], JSON.stringify(answer.body)).toBe('approval_required')
    }
    expect(await running.writes()).toEqual([])
    const rows = await running.rows(running.secondAdmin)
    expect(rows.map((row) => row['action']).toSorted()).toEqual([...actionNames].toSorted())
    expect(rows.filter((row) => row['stale'] !== false).map((row) => row['action'])).toEqual([])
    // The end of the workspace last: it takes the others' objects with it.
    const last = rows.filter((row) => row['action'] === 'workspace.archive')
    for (const row of rows.filter(({ target_id }) => target_id !== running.workspace.id).filter(independent)) {
      const answer = await decideAs(running.secondAdmin, 'approve', String(row['id']))
      expect({ action: row['action'], ...answer.body }).toMatchObject({ status: 'done' })
    }
    for (const row of last)
      expect((await decideAs(running.secondAdmin, 'approve', String(row['id']))).body['status']).toBe('done')
  })

  test('a proposal is recorded with who asked, why and by which rule; the same one twice is one', async () => {
    const running = await open()
    const why = { 'x-portal-reason': encodeURIComponent('Leaked – see ticket 7') }
    const ids = await Promise.all([1, 2, 3, 4, 5].map(() => proposeFor(running, running.admin, undefined, why)))
    expect(new Set(ids).size).toBe(1)
    const created = (await running.events()).filter(({ action }) => action === 'proposal.create')
    expect(created).toHaveLength(1)
    const [id] = ids
    expect(created[0]).toMatchObject({
      actor_subject: 'ada',
      proposal_id: id,
      reason: 'Leaked – see ticket 7',
      via: 'browser',
    })
    expect(created[0]?.summary).toContain(running.key.name)
    expect(JSON.parse(created[0]?.params ?? '{}')).toMatchObject({
      action: 'key.disable',
      params: { api_key_id: running.key.id, status: 'inactive' },
      rule: { by: 'admin', expires_hours: 72 },
    })
    expect(await proposeFor(running, running.secondAdmin)).not.toBe(id)
    expect(await proposeFor(running, running.admin, { name: 'other' })).not.toBe(id)
    expect((await running.rows(running.auditor))[0]).toMatchObject({ decided_by: 'admin', stale: false })
  })

  test('an approved change names both people, its reason and its proposal in the audit log', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager, undefined, { 'x-portal-reason': 'Rotation' })
    const answer = await decideAs(running.admin, 'approve', id, { comment: 'Seen.' })
    expect(answer.body).toMatchObject({ status: 'done', problem: null })
    const events = (await running.events()).filter(({ proposal_id }) => proposal_id === id)
    expect(events.map(({ kind: sort, action, actor_subject }) => `${sort} ${action} ${actor_subject}`)).toEqual([
      'event proposal.create mia',
      'event proposal.approve ada',
      'intent key.disable mia',
      'outcome key.disable mia',
    ])
    const [, approved, intent, outcome] = events
    expect(approved).toMatchObject({ reason: 'Seen.' })
    expect(intent?.id).toBe(answer.body['intent_id'])
    expect(outcome).toMatchObject({
      result: 'succeeded',
      via: 'approval',
      reason: 'Rotation',
      actor_role: 'workspace_manager',
    })
    expect(JSON.parse(outcome?.approver ?? '{}')).toMatchObject({ subject: 'ada', role: 'admin' })
  })

  test('many decisions at once: one is taken, and the change is made once', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_unused, at) => {
        const ask = at % 2 === 0 ? running.admin : running.secondAdmin
        return decideAs(ask, at % 3 === 2 ? 'reject' : 'approve', id)
      }),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(29)
    const { status } = await record(running, id)
    expect(await running.writes()).toHaveLength(status === 'done' ? 1 : 0)
    const decided = (await running.events()).filter(
      ({ kind: sort, action }) => sort === 'event' && ['proposal.approve', 'proposal.reject'].includes(action),
    )
    expect(decided).toHaveLength(1)
  })

  test.runIf(kind === 'postgresql')('two replicas that decide at the same moment make the change once', async () => {
    const running = await open()
    const replica = await createRuntime(running.env)
    try {
      const cookies = [await cookieOf(running.runtime, { subject: 'ada', groups: ['admins'] })]
      cookies.push(await cookieOf(running.runtime, { subject: 'ben', groups: ['admins'] }))
      const decideOn = async (runtime: Runtime, at: number, proposal_id: string) => {
        const headers = { cookie: cookies[at % 2] ?? '' }
        const signedIn = await personFromRequest(runtime, new Request('http://127.0.0.1:3999/api', { headers }))
        if (signedIn === null) throw new Error('Not signed in')
        const asked = { runtime, signedIn, request_id: `req_${at}`, reason: null }
        return approveProposal.run(asked, { proposal_id })
      }
      for (let round = 0; round < 5; round += 1) {
        const body = { status: round % 2 === 0 ? 'inactive' : 'active' }
        const id = await proposeFor(running, running.manager, body)
        const before = (await running.writes()).length
        const results = await Promise.allSettled(
          Array.from({ length: 10 }, (_unused, at) => decideOn(at < 5 ? running.runtime : replica, at, id)),
        )
        expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
        expect((await running.writes()).length - before).toBe(1)
        expect(await record(running, id)).toMatchObject({ status: 'done', instance: null })
      }
    } finally {
      await replica.close()
    }
  })

  test('when the decision cannot be recorded nothing is carried out, and the proposal waits', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    const { db } = running.runtime.database
    const restore = await refuseEvents(running, 'proposal.approve')
    expect((await decideAs(running.admin, 'approve', id)).status).toBe(500)
    expect(await record(running, id)).toMatchObject({ status: 'waiting', decider_id: null })
    expect(await running.writes()).toEqual([])
    await restore()
    expect(await db.selectFrom('open_intent').selectAll().execute()).toEqual([])
    expect((await decideAs(running.admin, 'approve', id)).body['status']).toBe('done')
  })

  test('when a proposal cannot be recorded it is not made', async () => {
    const running = await open()
    const restore = await refuseEvents(running, 'proposal.create')
    const body = { status: 'inactive' }
    const answer = await running.manager(write(updateApiKey), { api_key_id: running.key.id }, { method: 'POST', body })
    expect(answer.status).toBe(500)
    expect(await running.rows(running.admin)).toEqual([])
    await restore()
    expect(await running.writes()).toEqual([])
  })

  test('when the outcome cannot be recorded the proposal says so, and ends once it is known', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    const restore = await refuseEvents(running, 'key.disable', 'outcome')
    const answer = await decideAs(running.admin, 'approve', id)
    expect(answer.body).toMatchObject({ status: 'executing' })
    expect(String(answer.body['problem'])).toContain('do not repeat')
    expect((await running.keyNow())?.status).toBe('inactive')
    await restore()
    const { db } = running.runtime.database
    await db.updateTable('open_intent').set({ since_ms: 0 }).execute()
    await running.runtime.reconcile()
    expect(await record(running, id)).toMatchObject({ status: 'done', intent_id: answer.body['intent_id'] })
    expect(await running.writes()).toHaveLength(1)
  })

  test('a process that died before it sent anything leaves a proposal that says so, recorded once', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    await alter(running, id, { status: 'executing', decided_ms: Date.now(), instance: dead })
    await Promise.all([running.runtime.reconcile(), running.runtime.reconcile()])
    await running.runtime.reconcile()
    const ended = await record(running, id)
    expect(ended).toMatchObject({ status: 'failed', intent_id: null, instance: null })
    expect(ended.problem).toContain('propose it again')
    expect((await running.events()).filter(({ action }) => action === 'proposal.fail')).toHaveLength(1)
    expect(await running.writes()).toEqual([])
  })

  test.each([
    ['after it was sent', true, 'done'],
    ['before it was sent', false, 'failed'],
  ])('a process that died %s: the proposal ends as the change did', async (_name, sent, status) => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    const proposal = await record(running, id)
    await alter(running, id, { status: 'executing', decided_ms: Date.now(), instance: dead })
    const intent = await running.runtime.database.db
      .selectFrom('person')
      .selectAll()
      .where('subject', '=', 'mia')
      .executeTakeFirstOrThrow()
    const person = {
      ...intent,
      role: 'workspace_manager',
      workspaces: [running.workspace.id],
      via: 'approval',
    } as const
    const log = createAuditLog(running.runtime.database, dead, () => Date.now() - 3_600_000)
    await log.intend(
      { person, issuer: intent.issuer, subject: intent.subject, address: null, credential: null },
      {
        request_id: 'req_dead',
        action: proposal.action,
        summary: proposal.summary,
        target_kind: proposal.target_kind,
        target_id: proposal.target_id,
        workspace_id: proposal.workspace_id,
        params: JSON.parse(proposal.params),
        reason: null,
        before: JSON.parse(proposal.before ?? 'null'),
        proposal_id: id,
      },
    )
    if (sent) await running.door.post(`/api_keys/${running.key.id}`, { status: 'inactive' })
    await running.runtime.reconcile()
    expect(await record(running, id)).toMatchObject({ status })
    expect((await record(running, id)).intent_id).not.toBeNull()
    expect((await decideAs(running.admin, 'approve', id)).status).toBe(409)
    expect(await running.writes()).toEqual([])
  })

  test('an approval that upstream refuses, or whose answer is lost, ends as what became of it', async () => {
    const running = await open()
    const path = `/v1/organizations/api_keys/${running.key.id}`
    const lost = await proposeFor(running, running.manager)
    await running.door.fault({ match: { method: 'POST', path }, drop: 'after', commit: true })
    expect((await decideAs(running.admin, 'approve', lost)).body['status']).toBe('done')
    const refused = await proposeFor(running, running.manager, { status: 'active' })
    await running.door.fault({ match: { method: 'POST', path }, status: 400, message: 'Not today.' })
    expect((await decideAs(running.admin, 'approve', refused)).body).toMatchObject({ status: 'failed' })
    expect((await record(running, refused)).problem).toContain('Not today.')
    expect((await running.keyNow())?.status).toBe('inactive')
  })

  test('taking back what needs an approval is a proposal, and once approved the first act shows as taken back', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    const { intent_id } = (await decideAs(running.admin, 'approve', id)).body
    const event_id = String(intent_id)
    const answer = await running.admin(command(undoAction), { event_id }, { method: 'POST' })
    expect(detailsOf(answer)['error_code']).toBe('approval_required')
    const undo = String(detailsOf(answer)['proposal_id'])
    expect((await decideAs(running.secondAdmin, 'approve', undo)).body['status']).toBe('done')
    expect((await running.keyNow())?.status).toBe('active')
    const outcome = (await running.events()).findLast(({ kind: sort }) => sort === 'outcome')
    expect(outcome?.undoes).toBe(intent_id)
    const again = await running.admin(command(undoAction), { event_id }, { method: 'POST' })
    expect(detailsOf(again)['error_code']).toBe('already_undone')
  })

  /** Makes the database refuse such events until the answer is called. */
  async function refuseEvents(running: ApprovalHouse, action: string, sort = 'event'): Promise<() => Promise<void>> {
    const { db } = running.runtime.database
    const when = `new.action = '${action}' and new.kind = '${sort}'`
    if (kind === 'sqlite') {
      await sql
        .raw(
          `create trigger broken before insert on audit_event when ${when} begin select raise(abort, 'disk full'); end`,
        )
        .execute(db)
      return async () => void (await sql.raw('drop trigger broken').execute(db))
    }
    await sql
      .raw(
        `create function broken() returns trigger language plpgsql as $$ begin
         if ${when} then raise exception 'disk full'; end if; return new; end $$`,
      )
      .execute(db)
    await sql
      .raw('create trigger broken before insert on audit_event for each row execute function broken()')
      .execute(db)
    return async () => void (await sql.raw('drop trigger broken on audit_event').execute(db))
  }
  const dead = kind === 'sqlite' ? 'sqlite-0' : 'pg-1'
})

/** Those whose objects no other attempt of the list changes. */
function independent(row: Record<string, unknown>): boolean {
  return !['workspace_member.remove', 'workspace.tag', 'workspace.update', 'workspace.archive'].includes(
    String(row['action']),
  )
}
