import { afterEach, expect, test } from 'vitest'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { archiveWorkspace } from '#lib/server/actions/workspaces.ts'
import { approveProposal } from '#lib/server/commands/proposals.ts'
import { revokeToken } from '#lib/server/auth/tokens.ts'
import { command, write } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import {
  adminsApprove,
  decideAs,
  detailsOf,
  groups,
  managersApprove,
  openApprovalHouse,
  proposeFor,
} from '#lib/server/testing/approvals.ts'
import type { ApprovalHouse } from '#lib/server/testing/approvals.ts'
import { askAs, askAsPerson } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'

let house: ApprovalHouse | null = null
afterEach(async () => {
  await house?.close()
  house = null
})

eachDatabase((_, __, place) => {
  const open = async (policy?: string): Promise<ApprovalHouse> => {
    house = await openApprovalHouse(await place(), policy)
    return house
  }
  const change = (running: ApprovalHouse, id: string, values: object) =>
    running.runtime.database.db.updateTable('proposal').set(values).where('id', '=', id).execute()
  const approve = async (running: ApprovalHouse, id: string) =>
    (await decideAs(running.secondAdmin, 'approve', id)).body
  const statusIn = async (running: ApprovalHouse, id: string) =>
    (await running.rows(running.secondAdmin)).find((row) => row['id'] === id)?.['status']

  test.each([
    ['another body', { params: '{"api_key_id":"KEY","status":"archived"}' }],
    ['another target', { params: '{"api_key_id":"OTHER","status":"inactive"}' }],
    ['another target in its facts', { target_id: 'OTHER' }],
    ['another action', { action: 'key.archive' }],
  ])('129: %s than what was proposed is not carried out', async (_name, altered) => {
    const running = await open()
    const other = (await worldOf(running.door)).api_keys.find(
      ({ id, status }) => id !== running.key.id && status === 'active',
    )
    const id = await proposeFor(running, running.admin)
    const text = JSON.stringify(altered)
      .replaceAll('KEY', running.key.id)
      .replaceAll('OTHER', other?.id ?? '')
    await change(running, id, JSON.parse(text) as object)
    expect(await approve(running, id)).toMatchObject({ status: 'refused', intent_id: null })
    expect(await running.writes()).toEqual([])
    expect(await statusIn(running, id)).toBe('refused')
    expect((await running.events()).at(-1)).toMatchObject({
      action: 'proposal.fail',
      result: 'refused',
      proposal_id: id,
    })
  })

  test('129: an approval brings no content of its own', async () => {
    const running = await open()
    const id = await proposeFor(running, running.admin)
    for (const extra of [{ status: 'archived' }, { api_key_id: 'apikey_x' }, { params: {} }, { action: 'key.archive' }])
      expect((await decideAs(running.secondAdmin, 'approve', id, extra)).status).toBe(400)
    const twice = { proposal_id: `proposal_${'0'.repeat(24)}` }
    const other = await running.secondAdmin(
      command(approveProposal),
      { proposal_id: id },
      { method: 'POST', body: twice },
    )
    expect(other.status).toBe(400)
    expect(await statusIn(running, id)).toBe('waiting')
  })

  test.each([
    ['renamed', { name: 'another name' }, 'stale'],
    ['switched off', { status: 'inactive' }, 'stale'],
    // Nobody can archive what is archived: that rule is asked first.
    ['archived', { status: 'archived' }, 'refused'],
    ['orphaned', { created_by: null }, 'stale'],
  ])('130: an object that was %s since is not what was decided on', async (_name, altered, status) => {
    const running = await open()
    const id = await proposeFor(running, running.admin, { status: 'archived' })
    await running.door.post(`/api_keys/${running.key.id}`, altered)
    const answer = await approve(running, id)
    expect(answer['status']).toBe(status)
    expect(String(answer['problem'])).not.toBe('')
    expect(await running.writes()).toEqual([])
    expect((await running.events()).at(-1)).toMatchObject({ kind: 'denied', action: 'key.archive', proposal_id: id })
    // It takes a new proposal, and a new decision.
    expect((await decideAs(running.secondAdmin, 'approve', id)).status).toBe(409)
    if (Object.hasOwn(altered, 'status')) return
    const again = await proposeFor(running, running.admin, { status: 'archived' })
    expect(again).not.toBe(id)
    expect((await approve(running, again))['status']).toBe('done')
  })

  test('130: the list tells that a proposal is stale as soon as the mirror knows', async () => {
    const running = await open()
    const id = await proposeFor(running, running.admin)
    const staleIn = async () => (await running.rows(running.auditor)).find((row) => row['id'] === id)?.['stale']
    expect(await staleIn()).toBe(false)
    await running.door.post(`/api_keys/${running.key.id}`, { name: 'another name' })
    await running.runtime.mirror.refresh()
    expect(await staleIn()).toBe(true)
  })

  test('131: what has expired cannot be approved, and its end is recorded once', async () => {
    const running = await open()
    const id = await proposeFor(running, running.admin)
    await change(running, id, { expires_ms: Date.now() - 1 })
    const late = await decideAs(running.secondAdmin, 'approve', id)
    expect({ status: late.status, code: detailsOf(late)['error_code'] }).toEqual({
      status: 409,
      code: 'proposal_expired',
    })
    expect(await statusIn(running, id)).toBe('expired')
    for (let pass = 0; pass < 3; pass += 1) await running.runtime.reconcile()
    const ended = (await running.events()).filter(({ action }) => action === 'proposal.expire')
    expect(ended).toHaveLength(1)
    expect(ended[0]).toMatchObject({ proposal_id: id, via: 'portal', result: 'succeeded' })
    expect((await decideAs(running.secondAdmin, 'approve', id)).status).toBe(409)
    expect(await running.writes()).toEqual([])
    // The same change can be asked for again.
    expect(await proposeFor(running, running.admin)).not.toBe(id)
  })

  test('131: cancelled or rejected is over; the one who asked may cancel, a stranger not', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    expect((await decideAs(running.secondManager, 'cancel', id)).status).toBe(403)
    expect((await decideAs(running.manager, 'cancel', id)).body['status']).toBe('cancelled')
    const rejected = await proposeFor(running, running.manager)
    const no = await decideAs(running.admin, 'reject', rejected, { comment: ' Not this week. ' })
    expect(no.body['status']).toBe('rejected')
    for (const over of [id, rejected]) {
      const answer = await decideAs(running.secondAdmin, 'approve', over)
      expect({ status: answer.status, code: detailsOf(answer)['error_code'] }).toEqual({
        status: 409,
        code: 'proposal_decided',
      })
    }
    const row = (await running.rows(running.manager)).find((seen) => seen['id'] === rejected)
    expect(row).toMatchObject({ status: 'rejected', comment: 'Not this week.', decider: { name: 'ada@example.com' } })
    expect(await running.writes()).toEqual([])
  })

  test('131: an approver who lost the role, or whose sign-in is old, does not get through', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    await askAsPerson(running.runtime, { subject: 'ada', groups: ['auditors'] })
    expect(detailsOf(await decideAs(running.admin, 'approve', id))['error_code']).toBe('portal_role_missing')
    await askAsPerson(running.runtime, { subject: 'ada', groups: [] })
    expect((await decideAs(running.admin, 'approve', id)).status).toBe(403)
    const { db } = running.runtime.database
    await db
      .updateTable('portal_session')
      .set({ auth_ms: Date.now() - 6 * 60_000 })
      .execute()
    expect(detailsOf(await decideAs(running.secondAdmin, 'approve', id))['error_code']).toBe('step_up_required')
    expect(await statusIn(running, id)).toBe('waiting')
  })

  test('131: a policy that became stricter holds for what waits', async () => {
    const running = await open(managersApprove)
    const tightened = await proposeFor(running, running.manager)
    const withReason = await proposeFor(running, running.manager, { name: 'a new name' })
    await running.restart(`${adminsApprove}\nreasons:\n  - { actions: [key.rename] }\n`)
    // By the rule as it was proposed a manager may decide; by the one in force now that is not enough.
    const answer = await decideAs(running.secondManager, 'approve', tightened)
    expect(answer.body).toMatchObject({ status: 'refused' })
    expect(String(answer.body['problem'])).toContain('The policy now asks')
    expect((await approve(running, withReason))['status']).toBe('refused')
    expect((await running.keyNow())?.status).toBe('active')
  })

  test('131: a policy that became laxer does not free what waits under the stricter one', async () => {
    const running = await open(adminsApprove)
    const id = await proposeFor(running, running.manager)
    await running.restart(managersApprove)
    expect(detailsOf(await decideAs(running.secondManager, 'approve', id))['error_code']).toBe('approver_insufficient')
    await running.restart(groups)
    expect(detailsOf(await decideAs(running.secondManager, 'approve', id))['error_code']).toBe('approver_insufficient')
    expect((await approve(running, id))['status']).toBe('done')
  })

  test('50: a token revoked while its proposal waits changes nothing any more', async () => {
    const running = await open()
    const id = await proposeFor(running, await askAs(running.runtime, 'admin'))
    const { db } = running.runtime.database
    const token = await db.selectFrom('portal_token').select('id').executeTakeFirstOrThrow()
    await revokeToken(db, token.id, Date.now())
    expect(await approve(running, id)).toMatchObject({ status: 'refused', intent_id: null })
    expect((await running.keyNow())?.status).toBe('active')
    expect((await running.events()).at(-1)).toMatchObject({ action: 'proposal.fail', actor_subject: 'ben' })
  })

  test('51: whoever proposed and lost the right since, changes nothing by an approval', async () => {
    const running = await open()
    const demoted = await proposeFor(running, running.manager)
    await askAsPerson(running.runtime, { subject: 'mia', groups: ['help'] })
    expect((await approve(running, demoted))['status']).toBe('refused')
    const outside = await proposeFor(running, running.secondManager)
    await askAsPerson(running.runtime, { subject: 'max', groups: ['other-team'] })
    expect((await approve(running, outside))['status']).toBe('refused')
    const gone = await proposeFor(running, running.admin)
    await askAsPerson(running.runtime, { subject: 'ada', groups: [] })
    expect((await approve(running, gone))['status']).toBe('refused')
    expect(await running.writes()).toEqual([])
  })

  test('132: a script through the gateway gets the same gate, with the proposal’s id', async () => {
    const running = await open()
    const script = await askAs(running.runtime, 'admin')
    const answer = await script(write(archiveWorkspace), { workspace_id: running.workspace.id }, { method: 'POST' })
    expect(answer.status).toBe(403)
    expect(answer.body).toMatchObject({ type: 'error', error: { type: 'permission_error' } })
    expect(detailsOf(answer)).toMatchObject({ error_code: 'approval_required', decided_by: 'admin' })
    expect(String(detailsOf(answer)['proposal_id'])).toMatch(/^proposal_[0-9a-f]{24}$/)
    expect(answer.headers.get('x-should-retry')).toBe('false')
    const named = { method: 'POST', body: { status: 'inactive', name: 'x', approval: 'yes', proposal_id: 'p' } }
    expect((await script(write(updateApiKey), { api_key_id: running.key.id }, named)).status).toBe(400)
    expect(await running.writes()).toEqual([])
  })
})
