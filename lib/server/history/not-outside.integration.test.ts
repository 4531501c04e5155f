import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createInvite, replaceInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole, removeMember } from '#lib/server/actions/members.ts'
import { reconcile } from '#lib/server/actions/reconcile.ts'
import { addWorkspaceMember } from '#lib/server/actions/workspace-members.ts'
import { archiveWorkspace, createWorkspace, updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { intentOf, tester } from '#lib/server/audit/test-chain.ts'
import { write } from '#lib/server/http/route.ts'
import { placeMember } from '#lib/server/mirror/kinds.ts'
import { applyPage, writeThrough } from '#lib/server/mirror/write.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { startHistory } from '#lib/server/testing/history.ts'
import type { History } from '#lib/server/testing/history.ts'
import { refuseOutcomes } from '#lib/server/testing/refuse-outcomes.ts'

eachDatabase((_, __, place) => {
  describe('what is not outside', () => {
    let history: History
    beforeAll(async () => {
      history = await startHistory(await place())
      await history.sweep()
    })
    afterAll(() => history.close())

    test('our own changes of every kind, with what follows from them, told as that', async () => {
      const { act } = history
      const [user, gone] = await history.membersWithAccess()
      const workspace = await history.workspace()
      const key = await history.activeKey()
      await act(write(changeMemberRole), { user_id: user.id }, 'POST', { role: 'billing' })
      await act(write(createInvite), {}, 'POST', { email: 'by.us@example.com', role: 'user' })
      const made = await act(write(createWorkspace), {}, 'POST', { name: 'By Us' })
      await act(write(updateWorkspace), { workspace_id: workspace.id }, 'POST', { tags: { team: 'ml' } })
      await act(write(updateApiKey), { api_key_id: key.id }, 'POST', { status: 'inactive', name: 'ours' })
      await act(write(removeMember), { user_id: gone.id }, 'DELETE')
      await history.sweep()
      await act(write(addWorkspaceMember), { workspace_id: String(made['id']) }, 'POST', {
        user_id: (await history.plainMembers())[0].id,
        workspace_role: 'workspace_user',
      })
      await act(write(archiveWorkspace), { workspace_id: workspace.id }, 'POST')
      await history.sweep()
      await act(write(changeMemberRole), { user_id: user.id }, 'POST', { role: 'user' })
      await history.sweep()
      const told = await history.told()
      expect(told.filter(({ action }) => action === 'outside.change')).toEqual([])
      expect(told.map(({ summary }) => summary.split(', because ')[1])).toEqual(
        expect.arrayContaining(['their organization role changed', 'its workspace was archived']),
      )
      const intents = await history.intents()
      for (const { evidence } of told) expect(intents).toContain(evidence.cause)
      expect(await history.undecided()).toEqual([])
    })

    test('keys that upstream archives some seconds after their workspace, with readings between', async () => {
      const { act, door, world } = history
      const workspace = await history.workspace()
      await door.post('/organization', { archive_keys_late: true })
      await act(write(archiveWorkspace), { workspace_id: workspace.id }, 'POST')
      await history.sweep()
      await history.sweep()
      expect(await history.told()).toEqual([])
      const keys = (await world()).api_keys.filter(
        ({ status, scope }) => status === 'active' && scope.workspace_id === workspace.id,
      )
      for (const { id } of keys) await door.post(`/api_keys/${id}`, { status: 'archived' })
      await history.sweep()
      const told = await history.told()
      expect(told).toHaveLength(keys.length)
      const archives = await history.outcomes('workspace.archive')
      const cause = archives.find(({ target_id }) => target_id === workspace.id)?.intent_id
      for (const event of told) {
        expect(event).toMatchObject({ action: 'outside.consequence', evidence: { cause } })
        expect(event.summary).toMatch(/, because its workspace was archived$/)
      }
      await door.post('/organization', { archive_keys_late: false })
    })

    test('an invite that is sent again, one that is accepted, and the member it brings', async () => {
      const { act, door, world } = history
      const invite = (await world()).invites.find(({ status }) => status === 'pending')
      const again = await act(write(replaceInvite), { invite_id: invite?.id ?? '' }, 'POST', {})
      await history.sweep()
      expect(await history.told()).toEqual([])
      await door.post(`/invites/${String(again['id'])}/accept`, { name: 'Newly Here' })
      await history.sweep()
      const told = await history.told()
      expect(told.map(({ action, summary }) => ({ action, summary }))).toEqual([
        {
          action: 'outside.consequence',
          summary: `The invite of ${invite?.email} was accepted`,
        },
        {
          action: 'outside.consequence',
          summary: expect.stringMatching(/ became a member as .*, because their invite was accepted$/),
        },
      ])
      // Both lead to who sent it.
      const [resent] = await history.outcomes('invite.resend')
      expect(new Set(told.map(({ evidence }) => evidence.cause))).toEqual(new Set([resent?.intent_id]))
    })

    test('a key and an invite that run out by their own date', async () => {
      const { door } = history
      // A clock that goes back brings to life what had run out, which no real one does: the first sweep is not looked at.
      await door.post('/clock', { now: new Date(Date.now() - 22 * 86_400_000).toISOString() })
      await door.post('/invites', { email: 'too.late@example.com', role: 'user' })
      await door.post('/api_keys', { name: 'short-lived', expires_at: new Date(Date.now() - 3_600_000).toISOString() })
      await history.sweep()
      await history.told()
      await door.post('/clock', { now: new Date().toISOString() })
      await history.sweep()
      const late = await history.told()
      expect(late).toEqual([])
      expect(await history.linesOf('by_the_clock')).toEqual(
        expect.arrayContaining([
          'The invite of too.late@example.com was marked as expired',
          'The API key short-lived expired',
        ]),
      )
    })

    test('a page that came between our write and its record, and one asked for before it', async () => {
      const { door, portal } = history
      const { audit, database, inFlight } = portal.runtime
      const [user] = await history.plainMembers()
      const reading = { asked_ms: Date.now(), revision: (await portal.runtime.mirror.snapshot()).revision }
      // As perform() does it, with a sweep where upstream has answered and Steward does not know it yet.
      const intent = intentOf({
        target_id: user.id,
        workspace_id: null,
        before: user,
        params: { user_id: user.id, role: 'developer' },
      })
      const intent_id = randomUUID()
      inFlight.add(intent_id)
      await audit.intend(tester, intent, intent_id)
      await door.post(`/users/${user.id}`, { role: 'developer' })
      await history.sweep()
      expect((await history.undecided()).map(({ id }) => id)).toEqual([user.id])
      const after = { ...user, role: 'developer' }
      const outcome = { result: 'succeeded', problem: null, after, upstream_request_id: null } as const
      await audit.conclude(tester, intent, intent_id, outcome)
      const written = { upserts: [placeMember(after)] }
      await writeThrough(database, written, { intent_id, before: placeMember(user), ...reading })
      inFlight.delete(intent_id)
      await applyPage(database, [placeMember(user)], reading.asked_ms)
      await history.sweep()
      expect(await history.told()).toEqual([])
      expect(await history.undecided()).toEqual([])
      expect((await portal.runtime.mirror.snapshot()).get('user', user.id)?.role).toBe('developer')
    })

    test('what an action may have made, when nobody can tell any more, names that action', async () => {
      const { door, portal } = history
      const { runtime } = portal
      const params = { email: 'made.by.whom@example.com', role: 'user' }
      const intent = intentOf({
        action: 'invite.create',
        target_kind: 'invite',
        target_id: null,
        workspace_id: null,
        before: null,
        params,
      })
      const intent_id = await runtime.audit.intend(tester, intent)
      await door.post('/clock', { advance_seconds: -60 })
      await door.post('/invites', params)
      await door.post('/clock', { advance_seconds: 60 })
      const gone = { inFlight: new Set<string>(), abandoned: new Map<string, number>(), onStale: () => undefined }
      await reconcile({ ...runtime, ...gone, settleMs: 0 })
      expect(await history.outcomes('invite.create')).toContainEqual(
        expect.objectContaining({ intent_id, result: 'unknown', target_id: null }),
      )
      await history.sweep()
      expect(await history.told()).toEqual([
        expect.objectContaining({
          action: 'outside.consequence',
          summary: expect.stringMatching(/because an action whose outcome is not known may have done it$/),
          evidence: expect.objectContaining({ cause: intent_id }),
        }),
      ])
    })

    test('an answer that was lost and read back, and an outcome that could not be recorded until later', async () => {
      const { act, ask, door, portal } = history
      const [user, other] = await history.plainMembers()
      await door.fault({ match: { method: 'POST', path: `/users/${other.id}` }, drop: 'after' })
      await act(write(changeMemberRole), { user_id: other.id }, 'POST', { role: 'developer' })
      const mend = await refuseOutcomes(portal.runtime.database)
      const change = { method: 'POST', body: { role: 'developer' } }
      expect((await ask(write(changeMemberRole), { user_id: user.id }, change)).status).toBe(503)
      await mend()
      await door.post(`/users/${user.id}`, { name: 'Renamed There' })
      await history.sweep()
      expect(new Set((await history.undecided()).map(({ id }) => id))).toEqual(new Set([user.id]))
      expect(await history.told()).toEqual([])
      await portal.runtime.reconcile()
      await history.sweep()
      const told = await history.told()
      // What somebody else did to the same member meanwhile is told by itself, and nothing else.
      expect(told.map(({ action, summary }) => ({ action, summary }))).toEqual([
        { action: 'outside.change', summary: `Name of ${user.email} changed` },
      ])
      expect(told[0]).toMatchObject({ before: { role: 'developer', name: user.name }, after: { role: 'developer' } })
      expect(await history.undecided()).toEqual([])
    })
  })
})
