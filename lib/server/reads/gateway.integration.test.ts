import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { listApiKeys, retrieveApiKey } from './keys.ts'
import { listInvites, retrieveInvite } from './invites.ts'
import { listMembers, retrieveMember } from './members.ts'
import { listWorkspaceMembers } from './workspace-members.ts'
import { listWorkspaces, retrieveWorkspace } from './workspaces.ts'
import { pageSchema } from '#lib/schemas/page.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { read, write } from '#lib/server/http/route.ts'
import type { RouteHandler } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Answer } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

const item = z.looseObject({ id: z.string().optional(), user_id: z.string().optional() })
const pageShape = pageSchema(item)
type Page = z.infer<typeof pageShape>

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

async function upstream(running: Portal, path: string, query: string): Promise<{ status: number; page: Page }> {
  const response = await fetch(`${running.emulator.url}/v1/organizations${path}?${query}`, {
    headers: { authorization: `Bearer ${running.env.adminKey.reveal()}`, 'anthropic-version': '2026-10-21' },
  })
  return { status: response.status, page: pageShape.parse(await response.json()) }
}

eachDatabase((_, __, place) => {
  const start = async () => {
    portal = await startTestPortal(await place())
    await portal.runtime.mirror.refresh()
    return { running: portal, ask: await askAs(portal.runtime, 'admin'), world: await worldOf(portal.door) }
  }

  test('lists answer as upstream does: every page, both ways, with every filter', async () => {
    const { running, ask, world } = await start()
    const wid =
      world.workspaces.find((workspace) => workspace.archived_at === null && workspace.name !== 'Default')?.id ?? ''
    const nouns: [string, RouteHandler, Record<string, string>, string[]][] = [
      [
        '/users',
        read(listMembers),
        {},
        ['', 'roles%5B%5D=user&roles%5B%5D=billing', `email=${world.users[3]?.email.toUpperCase()}`, 'email='],
      ],
      ['/invites', read(listInvites), {}, ['', 'statuses%5B%5D=expired', 'roles%5B%5D=developer']],
      [
        '/workspaces',
        read(listWorkspaces),
        {},
        ['', 'include_archived=true', 'include_default=true&include_archived=true', `ids%5B%5D=${wid}`],
      ],
      [
        '/api_keys',
        read(listApiKeys),
        {},
        ['', 'status=inactive', 'status=', `workspace_id=${wid}`, `created_by_user_id=${world.users[5]?.id}`],
      ],
      [`/workspaces/${wid}/members`, read(listWorkspaceMembers), { workspace_id: wid }, ['']],
    ]
    const shape = (page: Page) => ({
      data: page.data,
      has_more: page.has_more,
      first_id: page.first_id,
      last_id: page.last_id,
    })
    for (const [path, handler, params, filters] of nouns) {
      for (const filter of filters) {
        for (const direction of ['after_id', 'before_id'] as const) {
          let cursor =
            direction === 'before_id'
              ? ((await upstream(running, path, `${filter}&limit=1000`)).page.last_id ?? '')
              : ''
          for (let pages = 0; pages < 50; pages++) {
            const query = `${filter}&limit=7${cursor === '' ? '' : `&${direction}=${cursor}`}`
            const theirs = await upstream(running, path, query)
            const ours = await ask(handler, params, { query })
            expect({ path, query, ...shape(pageShape.parse(ours.body)) }).toEqual({
              path,
              query,
              ...shape(theirs.page),
            })
            expect(ours.body).toMatchObject({ complete: true, synced_at: expect.any(String) })
            cursor = (direction === 'after_id' ? theirs.page.last_id : theirs.page.first_id) ?? ''
            if (!theirs.page.has_more) break
          }
        }
      }
    }
  })

  test('cursor and limit errors are those of upstream; a deleted object stays a position', async () => {
    const { running, ask, world } = await start()
    const known = world.users[10]
    for (const query of [
      'limit=0',
      'limit=1001',
      'limit=abc',
      'after_id=user_01AAAAAAAAAAAAAAAAAAAAAA',
      `after_id=${known?.id}&before_id=${known?.id}`,
      'after_id=user_1%26limit%3D1000',
      'roles%5B%5D=owner',
    ])
      expect({ query, status: (await ask(read(listMembers), {}, { query })).status }).toEqual({ query, status: 400 })
    const whole = pageShape.parse((await ask(read(listMembers), {}, { query: 'limit=1000' })).body)
    const [, second, third] = whole.data
    await running.door.remove(`/users/${second?.id}`)
    await running.runtime.mirror.refresh()
    const after = pageShape.parse((await ask(read(listMembers), {}, { query: `limit=3&after_id=${second?.id}` })).body)
    expect(after.data[0]?.id).toBe(third?.id)
    const before = pageShape.parse(
      (await ask(read(listMembers), {}, { query: `limit=3&before_id=${second?.id}` })).body,
    )
    expect(before.data.map((member) => member.id)).toEqual([whole.data[0]?.id])
  })

  test('scripts must name the version, and 2023-06-01 shows the older shape of keys', async () => {
    const { running, ask, world } = await start()
    const key = world.api_keys.find((candidate) => candidate.scope.type === 'workspace')
    const params = { api_key_id: key?.id ?? '' }
    const older = await ask(read(retrieveApiKey), params, { headers: { 'anthropic-version': '2023-06-01' } })
    expect(older.body['workspace_id']).toBe(key?.scope.workspace_id)
    const inDefault = await running.door.post('/api_keys', { name: 'In the default workspace' })
    await running.runtime.mirror.refresh()
    const { id } = z.object({ id: z.string() }).parse(inDefault)
    const atHome = { headers: { 'anthropic-version': '2023-06-01' } }
    expect((await ask(read(retrieveApiKey), { api_key_id: id }, atHome)).body['workspace_id']).toBeNull()
    const renamed = { ...atHome, method: 'POST', body: { name: 'Renamed' } }
    expect((await ask(write(updateApiKey), { api_key_id: id }, renamed)).body['workspace_id']).toBeNull()
    const newer = await ask(read(retrieveApiKey), params)
    expect(Object.hasOwn(newer.body, 'workspace_id')).toBe(false)
    const unknown = await ask(read(retrieveApiKey), params, { headers: { 'anthropic-version': '2020-01-01' } })
    expect(unknown.status).toBe(400)
  })

  test('a workspace manager sees nothing of other workspaces, and cannot tell them from missing ones', async () => {
    const { running, world } = await start()
    const ordinary = world.workspaces.filter(
      (workspace) => workspace.archived_at === null && workspace.name !== 'Default',
    )
    const [mine, foreign] = [ordinary[0]?.id ?? '', ordinary[1]?.id ?? '']
    const ask = await askAs(running.runtime, 'workspace_manager', [mine])
    const texts = await Promise.all([
      ask(read(listMembers), {}, { query: 'limit=1000' }),
      ask(read(listWorkspaces), {}, { query: 'limit=1000&include_archived=true&include_default=true' }),
      ask(read(listApiKeys), {}, { query: `limit=1000` }),
      ask(read(listApiKeys), {}, { query: `limit=1000&workspace_id=${foreign}` }),
    ])
    const seen = JSON.stringify(texts.map((text) => text.body))
    expect(seen).toContain(mine)
    for (const workspace of world.workspaces) if (workspace.id !== mine) expect(seen).not.toContain(workspace.id)
    const missing = 'wrkspc_01AAAAAAAAAAAAAAAAAAAAAA'
    const hidden = await ask(read(retrieveWorkspace), { workspace_id: foreign })
    const absent = await ask(read(retrieveWorkspace), { workspace_id: missing })
    const text = ({ body }: Answer) =>
      JSON.stringify(body)
        .replaceAll(foreign, 'ID')
        .replaceAll(missing, 'ID')
        .replaceAll(/req_\w+/g, 'REQ')
    expect([hidden.status, absent.status]).toEqual([404, 404])
    expect(text(hidden)).toBe(text(absent))
    const foreignKey = world.api_keys.find((key) => key.scope.workspace_id === foreign && key.status === 'active')
    const missingKey = 'apikey_01AAAAAAAAAAAAAAAAAAAAAA'
    const [hiddenKey, absentKey] = await Promise.all(
      [foreignKey?.id ?? '', missingKey].map((api_key_id) =>
        ask(write(updateApiKey), { api_key_id }, { method: 'POST', body: { name: 'Mine now' } }),
      ),
    )
    const sameIds = (answer: Answer | undefined) =>
      JSON.stringify(answer?.body)
        .replaceAll(/apikey_\w+/g, 'ID')
        .replaceAll(/req_\w+/g, 'REQ')
    expect([hiddenKey?.status, absentKey?.status]).toEqual([404, 404])
    expect(sameIds(hiddenKey)).toBe(sameIds(absentKey))
    expect((await ask(read(listInvites))).status).toBe(403)
    expect((await ask(read(retrieveInvite), { invite_id: world.invites[0]?.id ?? '' })).status).toBe(403)
    const outsider = world.users.find(
      (user) =>
        user.role === 'user' &&
        !world.workspace_members.some((row) => row.user_id === user.id && row.workspace_id === mine),
    )
    expect((await ask(read(retrieveMember), { user_id: outsider?.id ?? '' })).status).toBe(404)
  })
})
