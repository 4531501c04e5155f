import { afterEach, expect, test } from 'vitest'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { createAuditLog } from '#lib/server/audit/record.ts'
import { write } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { decideAs, openApprovalHouse, proposeFor, refuseEvents } from '#lib/server/testing/approvals.ts'
import type { ApprovalHouse } from '#lib/server/testing/approvals.ts'

let house: ApprovalHouse | null = null
afterEach(async () => {
  await house?.close()
  house = null
})

eachDatabase((kind, _, place) => {
  const dead = kind === 'sqlite' ? 'sqlite-0' : 'pg-1'
  const open = async (policy?: string): Promise<ApprovalHouse> => {
    house = await openApprovalHouse(await place(), policy)
    return house
  }
  const record = (running: ApprovalHouse, id: string) =>
    running.runtime.database.db.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const alter = (running: ApprovalHouse, id: string, values: object) =>
    running.runtime.database.db.updateTable('proposal').set(values).where('id', '=', id).execute()

  test('when the decision cannot be recorded nothing is carried out, and the proposal waits', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    const { db } = running.runtime.database
    const restore = await refuseEvents(running.runtime.database, 'proposal.approve')
    expect((await decideAs(running.admin, 'approve', id)).status).toBe(503)
    expect(await record(running, id)).toMatchObject({ status: 'waiting', decider_id: null })
    expect(await running.writes()).toEqual([])
    await restore()
    expect(await db.selectFrom('open_intent').selectAll().execute()).toEqual([])
    expect((await decideAs(running.admin, 'approve', id)).body['status']).toBe('done')
  })

  test('when a proposal cannot be recorded it is not made', async () => {
    const running = await open()
    const restore = await refuseEvents(running.runtime.database, 'proposal.create')
    const body = { status: 'inactive' }
    const answer = await running.manager(write(updateApiKey), { api_key_id: running.key.id }, { method: 'POST', body })
    expect(answer.status).toBe(503)
    expect(await running.rows(running.admin)).toEqual([])
    await restore()
    expect(await running.writes()).toEqual([])
  })

  test('when the outcome cannot be recorded the proposal says so, and ends once it is known', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    const restore = await refuseEvents(running.runtime.database, 'key.disable', 'outcome')
    const answer = await decideAs(running.admin, 'approve', id)
    expect(answer.body).toMatchObject({ status: 'executing' })
    expect(String(answer.body['problem'])).toContain('do not repeat')
    expect((await running.keyNow())?.status).toBe('inactive')
    await restore()
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
})
