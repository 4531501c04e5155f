import { afterEach, expect, test } from 'vitest'
import { actionNames } from '#lib/schemas/action-names.ts'
import { personFromRequest } from '#lib/server/auth/person.ts'
import { approveProposal } from '#lib/server/commands/proposals.ts'
import { undoAction } from '#lib/server/commands/undo.ts'
import { command } from '#lib/server/http/route.ts'
import { createRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { decideAs, detailsOf, groups, openApprovalHouse, proposeFor } from '#lib/server/testing/approvals.ts'
import type { ApprovalHouse } from '#lib/server/testing/approvals.ts'
import { everyChange } from '#lib/server/testing/every-change.ts'
import { cookieOf } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'

let house: ApprovalHouse | null = null
afterEach(async () => {
  await house?.close()
  house = null
})

eachDatabase((kind, _, place) => {
  const open = async (policy?: string): Promise<ApprovalHouse> => {
    house = await openApprovalHouse(await place(), policy)
    return house
  }
  const record = (running: ApprovalHouse, id: string) =>
    running.runtime.database.db.selectFrom('proposal').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

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
    expect(new Set(rows.map((row) => row['action']))).toEqual(new Set(actionNames))
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
})

/** Those whose objects no other attempt of the list changes. */
function independent(row: Record<string, unknown>): boolean {
  return !['workspace_member.remove', 'workspace.tag', 'workspace.update', 'workspace.archive'].includes(
    String(row['action']),
  )
}
