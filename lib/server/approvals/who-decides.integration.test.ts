import { afterEach, expect, test } from 'vitest'
import { createToken } from '#lib/server/auth/tokens.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { decideAs, detailsOf, managersApprove, openApprovalHouse, proposeFor } from '#lib/server/testing/approvals.ts'
import type { ApprovalHouse } from '#lib/server/testing/approvals.ts'
import { askAs, askAsPerson, askWithToken } from '#lib/server/testing/portal.ts'

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
  const tokenOf = async (running: ApprovalHouse, subject: string) => {
    const { db } = running.runtime.database
    const { id } = await db.selectFrom('person').select('id').where('subject', '=', subject).executeTakeFirstOrThrow()
    const token = { name: 'ci', role: 'admin', workspaces: null, expires_ms: null, created_by: subject } as const
    return askWithToken((await createToken(db, { ...token, maker_id: id }, Date.now())).secret)
  }
  const refused = (code: string) => ({ status: 403, code })
  const told = async (ask: Parameters<typeof decideAs>[0], id: string, decision: 'approve' | 'reject' = 'approve') => {
    const answer = await decideAs(ask, decision, id)
    return { status: answer.status, code: detailsOf(answer)['error_code'] }
  }

  test('127: nobody approves or rejects their own proposal, from anywhere', async () => {
    const running = await open()
    const { runtime } = running
    const id = await proposeFor(running, running.admin)
    const elsewhere = await askAsPerson(runtime, { subject: 'ada', groups: ['admins'] })
    const secondAccount = await askAsPerson(runtime, {
      subject: 'ada',
      issuer: 'https://other.example.com',
      email: 'a.lovelace@example.org',
      groups: ['admins'],
    })
    const sameAddress = await askAsPerson(runtime, {
      subject: 'ada-2',
      email: 'ada@example.com',
      groups: ['admins'],
    })
    for (const ask of [running.admin, elsewhere, secondAccount, sameAddress]) {
      expect(await told(ask, id)).toEqual(refused('own_proposal'))
      expect(await told(ask, id, 'reject')).toEqual(refused('own_proposal'))
    }
    expect(await told(await tokenOf(running, 'ada'), id)).toEqual(refused('people_decide'))
    expect(await running.writes()).toEqual([])
    expect((await running.keyNow())?.status).toBe('active')
    const denied = (await running.events()).filter(({ kind }) => kind === 'denied')
    expect(denied).toHaveLength(9)
    expect(denied.every(({ proposal_id, result }) => proposal_id === id && result === 'refused')).toBe(true)
    expect((await decideAs(running.secondAdmin, 'approve', id)).body).toMatchObject({ status: 'done', problem: null })
    expect((await running.keyNow())?.status).toBe('inactive')
  })

  test('127: whoever made a token does not decide what it proposed, and no token decides at all', async () => {
    const running = await open()
    const token = await tokenOf(running, 'ada')
    const id = await proposeFor(running, token)
    expect(await told(running.admin, id)).toEqual(refused('own_proposal'))
    expect(await told(token, id)).toEqual(refused('people_decide'))
    expect(await told(await tokenOf(running, 'ben'), id)).toEqual(refused('people_decide'))
    expect(await told(await askAs(running.runtime, 'admin'), id)).toEqual(refused('people_decide'))
    expect((await running.keyNow())?.status).toBe('active')
    expect((await decideAs(running.secondAdmin, 'approve', id)).body['status']).toBe('done')
    const outcome = (await running.events()).find(({ kind }) => kind === 'outcome')
    expect(outcome).toMatchObject({ actor_issuer: 'steward', via: 'approval', proposal_id: id })
    expect(JSON.parse(outcome?.approver ?? '{}')).toMatchObject({ name: 'ben@example.com', subject: 'ben' })
  })

  test('127: a role given for a while does not make a second person of the first', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    const { db } = running.runtime.database
    const mia = await db.selectFrom('person').select('id').where('subject', '=', 'mia').executeTakeFirstOrThrow()
    const grant = { subject_kind: 'person', subject: mia.id, role: 'admin', workspaces: null, created_by: 'tests' }
    const until = { until_ms: Date.now() + 60_000, created_ms: Date.now() }
    await db
      .insertInto('portal_grant')
      .values({ id: 'grant_mia', ...grant, ...until })
      .execute()
    expect(await told(running.manager, id)).toEqual(refused('own_proposal'))
    expect((await decideAs(running.admin, 'approve', id)).body['status']).toBe('done')
  })

  test('127: only whom the rule names decides: no auditor, no help desk, no manager where an admin must', async () => {
    const running = await open()
    const id = await proposeFor(running, running.manager)
    expect(await told(running.auditor, id)).toEqual(refused('portal_role_missing'))
    expect(await told(running.secondManager, id)).toEqual(refused('approver_insufficient'))
    // What they may not see is not there.
    expect((await decideAs(running.helpdesk, 'approve', id)).status).toBe(404)
    expect((await decideAs(running.foreignManager, 'approve', id)).status).toBe(404)
    expect((await decideAs(running.admin, 'approve', `proposal_${'0'.repeat(24)}`)).status).toBe(404)
    expect((await running.keyNow())?.status).toBe('active')
  })

  test('where managers may decide, another one of the very workspace does', async () => {
    const running = await open(managersApprove)
    const id = await proposeFor(running, running.manager)
    expect(await told(running.manager, id)).toEqual(refused('own_proposal'))
    expect((await decideAs(running.foreignManager, 'approve', id)).status).toBe(404)
    expect((await decideAs(running.secondManager, 'approve', id)).body['status']).toBe('done')
    expect((await running.keyNow())?.status).toBe('inactive')
  })

  test('no name, id or count of another workspace reaches a manager', async () => {
    const running = await open()
    const mine = await proposeFor(running, running.manager)
    const [foreignKey] = (await running.runtime.mirror.snapshot())
      .list('api_key')
      .filter(({ scope, status }) => scope.workspace_id === running.other.id && status === 'active')
    await proposeFor({ key: foreignKey ?? running.key }, running.foreignManager)
    const seen = await running.rows(running.manager)
    expect(seen.map(({ id }) => id)).toEqual([mine])
    expect(JSON.stringify(seen)).not.toContain(running.other.id)
    expect(JSON.stringify(seen)).not.toContain(running.other.name)
    expect((await running.rows(running.auditor)).length).toBe(2)
    expect(await running.rows(running.helpdesk)).toEqual([])
    // Even what somebody proposed is out of their sight once the workspace is.
    await askAsPerson(running.runtime, { subject: 'mia', groups: ['other-team'] })
    expect(JSON.stringify(await running.rows(running.manager))).not.toContain(mine)
    expect((await decideAs(running.manager, 'cancel', mine)).status).toBe(404)
  })
})
