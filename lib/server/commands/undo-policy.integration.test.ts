import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import { command, write } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Answer } from '#lib/server/testing/portal.ts'
import { activeKey, keyNow, ordinary } from '#lib/server/testing/undoable-changes.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import { undoAction } from './undo.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

const undo = command(undoAction)

eachDatabase((_, __, place) => {
  const startWith = async (policy: string) => {
    const policyFile = path.join(await mkdtemp(path.join(tmpdir(), 'steward-policy-')), 'policy.yaml')
    await writeFile(policyFile, policy)
    portal = await startTestPortal(await place(), { env: { policyFile } })
    await portal.runtime.mirror.refresh()
    return { running: portal, admin: await askAs(portal.runtime, 'admin') }
  }
  const codeOf = ({ status, body }: Answer) => ({
    status,
    code: (body['error'] as { details?: { error_code?: string } } | undefined)?.details?.error_code ?? null,
  })

  test('where the policy asks for a reason, an undo needs one of its own', async () => {
    const { running, admin } = await startWith('reasons:\n  - { actions: [member.change_role] }\n')
    const { id } = ordinary(await worldOf(running.door))
    const because = (reason: string) => ({ headers: { 'x-portal-reason': reason } })
    const change = { method: 'POST', body: { role: 'developer' }, ...because('joins') }
    const done = (await admin(write(changeMemberRole), { user_id: id }, change)).headers.get('steward-event') ?? ''
    const role = async () => (await worldOf(running.door)).users.find((user) => user.id === id)?.role
    expect(await role()).toBe('developer')
    expect(codeOf(await admin(undo, { event_id: done }, { method: 'POST' }))).toMatchObject({ code: 'reason_required' })
    expect(await role()).toBe('developer')
    expect((await admin(undo, { event_id: done }, { method: 'POST', ...because('a mistake') })).status).toBe(200)
    expect(await role()).toBe('user')
    const told = await running.runtime.database.db
      .selectFrom('audit_event')
      .select(['kind', 'result', 'reason'])
      .where('undoes', '=', done)
      .orderBy('seq')
      .execute()
    expect(told).toEqual([
      { kind: 'denied', result: 'refused', reason: null },
      { kind: 'intent', result: null, reason: 'a mistake' },
      { kind: 'outcome', result: 'succeeded', reason: 'a mistake' },
    ])
  })

  test('where the policy asks for a second person, the undo waits for one', async () => {
    const { running, admin } = await startWith('approvals:\n  - { actions: [key.enable] }\n')
    const key = activeKey(await worldOf(running.door))
    const disable = { method: 'POST', body: { status: 'inactive' } }
    const done = (await admin(write(updateApiKey), { api_key_id: key.id }, disable)).headers.get('steward-event') ?? ''
    const answer = await admin(undo, { event_id: done }, { method: 'POST' })
    expect(codeOf(answer)).toEqual({ status: 403, code: 'approval_required' })
    expect(keyNow(await worldOf(running.door), { api_key_id: key.id }).status).toBe('inactive')
    const waiting = await running.runtime.database.db.selectFrom('proposal').select(['action', 'target_id']).execute()
    expect(waiting).toEqual([{ action: 'key.enable', target_id: key.id }])
  })
})
