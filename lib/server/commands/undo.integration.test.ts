import { afterEach, expect, test } from 'vitest'
import { createInvite, deleteInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import {
  addWorkspaceMember,
  changeWorkspaceRole,
  removeWorkspaceMember,
} from '#lib/server/actions/workspace-members.ts'
import { updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { personFromRequest } from '#lib/server/auth/person.ts'
import { command, write } from '#lib/server/http/route.ts'
import type { RouteHandler } from '#lib/server/http/route.ts'
import { createRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal, tokenOf } from '#lib/server/testing/portal.ts'
import type { Answer, Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import {
  activeKey,
  keyNow,
  kinds,
  membershipNow,
  one,
  ordinary,
  outsider,
  placeOf,
  plainWorkspace,
  workspaceNow,
} from '#lib/server/testing/undoable-changes.ts'
import { undoAction } from './undo.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const undo = command(undoAction)
const takeBack = (ask: Ask, event_id: string): Promise<Answer> => ask(undo, { event_id }, { method: 'POST' })

eachDatabase((database, _, place) => {
  const start = async () => {
    const at = await place()
    const portal = await startTestPortal(at)
    ends.push(portal.close)
    await portal.runtime.mirror.refresh()
    return { portal, at, admin: await askAs(portal.runtime, 'admin') }
  }
  const change = async (ask: Ask, handler: RouteHandler, params: Record<string, string>, body?: unknown) => {
    const answer = await ask(handler, params, { method: body === undefined ? 'DELETE' : 'POST', body })
    expect(answer).toMatchObject({ status: 200 })
    const event = answer.headers.get('steward-event') ?? ''
    expect(event).toMatch(/^[0-9a-f-]{36}$/)
    return event
  }
  const eventsOf = (portal: Portal) =>
    portal.runtime.database.db.selectFrom('audit_event').selectAll().orderBy('seq').execute()
  const codeOf = ({ status, body }: Answer) => ({
    status,
    code: (body['error'] as { details?: { error_code?: string } } | undefined)?.details?.error_code ?? null,
  })

  test('every kind that allows it is taken back, once, by an action of its own', async () => {
    const { portal, admin } = await start()
    for (const kind of kinds) {
      const before = await worldOf(portal.door)
      const params = kind.params(before)
      const was = kind.look(before, params)
      const done = await change(admin, kind.handler, params, kind.body?.(before))
      const between = kind.look(await worldOf(portal.door), params)
      expect(between, `${kind.name} changes something`).not.toEqual(was)
      const answer = await takeBack(admin, done)
      expect(answer, kind.name).toMatchObject({ status: 200, body: { type: 'undone', undoes: done } })
      expect(kind.look(await worldOf(portal.door), params), kind.name).toEqual(was)
      const pair = (await eventsOf(portal)).filter((event) => event.undoes === done)
      expect(pair.map(({ kind: part, result }) => [part, result])).toEqual([
        ['intent', null],
        ['outcome', 'succeeded'],
      ])
      expect(pair[0]?.id).toBe(answer.body['event_id'])
      expect(codeOf(await takeBack(admin, done)), kind.name).toEqual({ status: 409, code: 'already_undone' })
      expect(kind.look(await worldOf(portal.door), params), kind.name).toEqual(was)
    }
  })

  test('an undo can be taken back itself, and that again', async () => {
    const { portal, admin } = await start()
    const { id } = ordinary(await worldOf(portal.door))
    const role = async () => (await worldOf(portal.door)).users.find((user) => user.id === id)?.role
    const done = await change(admin, write(changeMemberRole), { user_id: id }, { role: 'developer' })
    const undone = await takeBack(admin, done)
    expect(await role()).toBe('user')
    const again = await takeBack(admin, String(undone.body['event_id']))
    expect(again.status).toBe(200)
    expect(await role()).toBe('developer')
    expect((await takeBack(admin, String(again.body['event_id']))).status).toBe(200)
    expect(await role()).toBe('user')
    expect(codeOf(await takeBack(admin, done))).toEqual({ status: 409, code: 'already_undone' })
  })

  test('of many who click at the same moment one takes it back', async () => {
    const { portal, at, admin } = await start()
    const { id } = ordinary(await worldOf(portal.door))
    const runtimes = [portal.runtime]
    // SQLite has one portal at a time; on PostgreSQL the clicks reach two.
    if (database === 'postgresql') {
      const second = await createRuntime({ ...portal.env, database: portal.env.database })
      ends.push(second.close)
      runtimes.push(second)
    }
    expect(at).toBeDefined()
    const done = await change(admin, write(changeMemberRole), { user_id: id }, { role: 'developer' })
    const clicks = await Promise.allSettled(
      Array.from({ length: 8 }, async (_each, click) => {
        const runtime = runtimes[click % runtimes.length] ?? portal.runtime
        const signedIn = await someAdmin(runtime)
        return undoAction.run({ runtime, signedIn, request_id: `req_${click}`, reason: null }, { event_id: done })
      }),
    )
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const click of clicks)
      if (click.status === 'rejected') expect(codeOfError(click.reason)).toMatch(/^(already_undone|changed_since)$/)
    const events = await eventsOf(portal)
    expect(events.filter(({ undoes, kind }) => undoes === done && kind === 'intent')).toHaveLength(1)
    const writes = (await portal.door.requests()).filter(({ method, path }) => method === 'POST' && path.includes(id))
    expect(writes).toHaveLength(2)
  })

  test('what was changed again since is not trampled', async () => {
    const { portal, admin } = await start()
    const world = await worldOf(portal.door)
    const key = activeKey(world)
    const renamed = await change(admin, write(updateApiKey), { api_key_id: key.id }, { name: 'first' })
    await portal.door.post(`/api_keys/${key.id}`, { name: 'by somebody in the Console' })
    expect(codeOf(await takeBack(admin, renamed))).toEqual({ status: 409, code: 'changed_since' })
    expect(keyNow(await worldOf(portal.door), { api_key_id: key.id }).name).toBe('by somebody in the Console')
    const denied = (await eventsOf(portal)).at(-1)
    expect(denied).toMatchObject({ kind: 'denied', undoes: renamed, result: 'refused' })
  })

  test('what others changed there and back again is theirs, and is not trampled', async () => {
    const { portal, admin } = await start()
    const of = { api_key_id: activeKey(await worldOf(portal.door)).id }
    const [bob, carol] = [await askAs(portal.runtime, 'admin'), await askAs(portal.runtime, 'admin')]
    const first = await change(admin, write(updateApiKey), of, { status: 'inactive' })
    await change(bob, write(updateApiKey), of, { status: 'active' })
    const leaked = await change(carol, write(updateApiKey), of, { status: 'inactive' })
    expect(codeOf(await takeBack(admin, first))).toEqual({ status: 409, code: 'changed_since' })
    expect(keyNow(await worldOf(portal.door), of).status).toBe('inactive')
    await change(bob, write(updateApiKey), of, { name: 'leaked' })
    expect((await takeBack(carol, leaked)).status).toBe(200)
    expect(keyNow(await worldOf(portal.door), of)).toMatchObject({ status: 'active', name: 'leaked' })
  })

  test('a change that changed nothing has nothing to take back', async () => {
    const { portal, admin } = await start()
    const key = activeKey(await worldOf(portal.door))
    const same = await change(admin, write(updateApiKey), { api_key_id: key.id }, { status: 'active' })
    await portal.door.post(`/api_keys/${key.id}`, { status: 'inactive' })
    expect(codeOf(await takeBack(admin, same))).toEqual({ status: 409, code: 'not_undoable' })
    expect(keyNow(await worldOf(portal.door), { api_key_id: key.id }).status).toBe('inactive')
  })

  test('fields that it did not touch may have moved on, and stay as they are', async () => {
    const { portal, admin } = await start()
    const { id } = plainWorkspace(await worldOf(portal.door))
    const of = { workspace_id: id }
    await change(admin, write(updateWorkspace), of, { tags: { team: 'maps', env: 'dev' } })
    const tagged = await change(admin, write(updateWorkspace), of, { tags: { team: 'search' } })
    await change(admin, write(updateWorkspace), of, { name: 'Later', tags: { env: 'prod' } })
    expect((await takeBack(admin, tagged)).status).toBe(200)
    const now = workspaceNow(await worldOf(portal.door), of)
    expect(now).toMatchObject({ name: 'Later', tags: { team: 'maps', env: 'prod' } })
  })

  test('somebody who was removed and added again keeps the membership another person gave', async () => {
    const { portal, admin } = await start()
    const world = await worldOf(portal.door)
    const of = { workspace_id: plainWorkspace(world).id, user_id: outsider(world).id }
    const body = { user_id: of.user_id, workspace_role: 'workspace_user' }
    const first = await change(admin, write(addWorkspaceMember), { workspace_id: of.workspace_id }, body)
    const removed = await change(admin, write(removeWorkspaceMember), of)
    await change(admin, write(addWorkspaceMember), { workspace_id: of.workspace_id }, body)
    expect(codeOf(await takeBack(admin, first))).toEqual({ status: 409, code: 'changed_since' })
    expect(codeOf(await takeBack(admin, removed))).toEqual({ status: 409, code: 'changed_since' })
    expect(membershipNow(await worldOf(portal.door), of)).toBe('workspace_user')
  })

  test('a membership whose role was changed since, even if back again, is not taken away', async () => {
    const { portal, admin } = await start()
    const world = await worldOf(portal.door)
    const of = { workspace_id: plainWorkspace(world).id, user_id: outsider(world).id }
    const body = { user_id: of.user_id, workspace_role: 'workspace_user' }
    const added = await change(admin, write(addWorkspaceMember), { workspace_id: of.workspace_id }, body)
    await change(admin, write(changeWorkspaceRole), of, { workspace_role: 'workspace_developer' })
    expect(codeOf(await takeBack(admin, added))).toEqual({ status: 409, code: 'changed_since' })
    expect(membershipNow(await worldOf(portal.door), of)).toBe('workspace_developer')
    await change(admin, write(changeWorkspaceRole), of, { workspace_role: 'workspace_user' })
    expect(codeOf(await takeBack(admin, added))).toEqual({ status: 409, code: 'changed_since' })
  })

  test('who was added back in the Console is not added once more', async () => {
    const { portal, admin } = await start()
    const of = placeOf(await worldOf(portal.door))
    const removed = await change(admin, write(removeWorkspaceMember), of)
    await portal.door.post(`/workspaces/${of.workspace_id}/members`, {
      user_id: of.user_id,
      workspace_role: 'workspace_user',
    })
    const answer = await takeBack(admin, removed)
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain('already a member')
    expect(membershipNow(await worldOf(portal.door), of)).toBe('workspace_user')
  })

  test('an invite that was accepted or revoked cannot be taken back', async () => {
    const { portal, admin } = await start()
    const sent = await admin(
      write(createInvite),
      {},
      { method: 'POST', body: { email: 'a@example.com', role: 'user' } },
    )
    await portal.door.post(`/invites/${String(sent.body['id'])}/accept`)
    const accepted = await takeBack(admin, sent.headers.get('steward-event') ?? '')
    expect(accepted.status).toBe(409)
    expect((await worldOf(portal.door)).users.some(({ email }) => email === 'a@example.com')).toBe(true)
    const other = await admin(
      write(createInvite),
      {},
      { method: 'POST', body: { email: 'b@example.com', role: 'user' } },
    )
    await change(admin, write(deleteInvite), { invite_id: String(other.body['id']) })
    expect(codeOf(await takeBack(admin, other.headers.get('steward-event') ?? ''))).toEqual({
      status: 409,
      code: 'changed_since',
    })
  })

  test('what cannot be taken back says so, and so does what was not done', async () => {
    const { portal, admin } = await start()
    const world = await worldOf(portal.door)
    const key = activeKey(world)
    const archived = await change(admin, write(updateApiKey), { api_key_id: key.id }, { status: 'archived' })
    expect(codeOf(await takeBack(admin, archived))).toEqual({ status: 409, code: 'not_undoable' })
    const invite = one(world.invites.find(({ status }) => status === 'pending'))
    const revoked = await change(admin, write(deleteInvite), { invite_id: invite.id })
    expect(codeOf(await takeBack(admin, revoked))).toEqual({ status: 409, code: 'not_undoable' })
    const { id } = ordinary(world)
    await portal.door.fault({ match: { method: 'POST', path: `/users/${id}` }, status: 400, message: 'No seats.' })
    await admin(write(changeMemberRole), { user_id: id }, { method: 'POST', body: { role: 'developer' } })
    const failed = one((await eventsOf(portal)).findLast(({ kind }) => kind === 'intent'))
    expect(codeOf(await takeBack(admin, failed.id))).toEqual({ status: 409, code: 'not_done' })
  })

  test('whoever may not see the event is told it is not there; whoever may not act is told the rule', async () => {
    const { portal, admin } = await start()
    const world = await worldOf(portal.door)
    const { id } = ordinary(world)
    const done = await change(admin, write(changeMemberRole), { user_id: id }, { role: 'developer' })
    const as = (role: 'auditor' | 'helpdesk' | 'workspace_manager', workspaces: readonly string[] | null = null) =>
      askAs(portal.runtime, role, workspaces)
    expect(codeOf(await takeBack(await as('auditor'), done))).toEqual({ status: 403, code: 'portal_role_missing' })
    expect(codeOf(await takeBack(await as('helpdesk'), done))).toEqual({ status: 404, code: null })
    expect(codeOf(await takeBack(admin, '00000000-0000-4000-8000-000000000000'))).toEqual({ status: 404, code: null })

    const key = activeKey(world)
    const mine = (key.scope.type === 'workspace' ? key.scope.workspace_id : null) ?? ''
    const disabled = await change(admin, write(updateApiKey), { api_key_id: key.id }, { status: 'inactive' })
    const foreign = await as('workspace_manager', [one(world.workspaces.find((row) => row.id !== mine)).id])
    expect(codeOf(await takeBack(foreign, disabled))).toEqual({ status: 404, code: null })
    const manager = await as('workspace_manager', [mine])
    expect(codeOf(await takeBack(manager, done))).toEqual({ status: 404, code: null })
    expect((await takeBack(manager, disabled)).status).toBe(200)
    expect((await worldOf(portal.door)).users.find((user) => user.id === id)?.role).toBe('developer')
  })
})

async function someAdmin(runtime: Runtime) {
  const secret = await tokenOf(runtime, 'admin')
  const request = new Request('http://127.0.0.1:3999/api', { headers: { authorization: `Bearer ${secret}` } })
  const signedIn = await personFromRequest(runtime, request)
  if (signedIn === null) throw new Error('A new token is not known')
  return signedIn
}

function codeOfError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  if ('verdict' in error) return (error.verdict as { code: string }).code
  return 'code' in error ? String(error.code) : ''
}
