import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminApiPaths } from '#lib/paths.ts'
import type { AccessMatrix, KeyReach } from '#lib/schemas/access-matrix.ts'
import { read } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { readAccess } from './access-matrix.ts'
import { viewAccess, viewKeyAccess } from './reads.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>
type Listed = { data: Record<string, unknown>[]; has_more: boolean; last_id: string | null }

/** A list of the emulator's own API, past the portal, page by page. */
async function listed(portal: Portal, path: string, query = ''): Promise<Record<string, string>[]> {
  const rows: Record<string, string>[] = []
  for (let after = ''; ;) {
    const address = `${portal.emulator.url}${path}?limit=1000${query}${after}`
    const answer = await fetch(address, {
      headers: { 'x-api-key': 'sk-ant-admin01-test', 'anthropic-version': '2026-10-21' },
    })
    const page = (await answer.json()) as Listed
    rows.push(...page.data.map((row) => row as Record<string, string>))
    if (!page.has_more || page.last_id === null) return rows
    after = `&after_id=${page.last_id}`
  }
}

const brought: Record<string, string> = {
  primary_owner: 'workspace_admin',
  owner: 'workspace_admin',
  admin: 'workspace_admin',
  billing: 'workspace_billing',
}

/** Every cell as a line, from the API alone: the lists of members, and what organization roles bring (contract 7.2). */
async function cellsUpstream(portal: Portal, only?: readonly string[]): Promise<string[]> {
  const users = await listed(portal, adminApiPaths.users())
  const workspaces = await listed(portal, adminApiPaths.workspaces())
  const lines: string[] = []
  for (const { id = '' } of workspaces) {
    if (only !== undefined && !only.includes(id)) continue
    const rows = await listed(portal, adminApiPaths.workspaceMembers(id))
    const explicit = new Map(rows.map((row) => [row['user_id'], row['workspace_role']]))
    for (const { id: user = '', role = '' } of users) {
      const held = explicit.get(user) ?? brought[role]
      if (held !== undefined) lines.push(`${user} ${id} ${held} ${held === brought[role] ? 'inherited' : 'direct'}`)
    }
  }
  return lines.sort()
}

function cellsOf({ rows, workspaces }: AccessMatrix): string[] {
  return rows
    .flatMap(({ id, cells }) =>
      cells.map(
        ([place, role, inherited]) =>
          `${id} ${workspaces[place]?.id ?? ''} ${role} ${inherited === 1 ? 'inherited' : 'direct'}`,
      ),
    )
    .sort()
}

const matrixOf = async (ask: Ask) => (await ask(read(viewAccess))).body as unknown as AccessMatrix

eachDatabase((_, __, place) => {
  describe.each([true, false])('inherited members listed upstream: %s', (list_inherited_members) => {
    let portal: Portal
    beforeAll(async () => {
      portal = await startTestPortal(await place(), { seed: { members: 120, workspaces: 10, keys: 80 } })
      await portal.door.post('/organization', { list_inherited_members })
      const users = await listed(portal, adminApiPaths.users())
      const [workspace] = await listed(portal, adminApiPaths.workspaces())
      const biller = users.find(({ role }) => role === 'billing')
      await portal.door.post(`/workspaces/${workspace?.['id'] ?? ''}/members`, {
        user_id: biller?.['id'],
        workspace_role: 'workspace_admin',
      })
      await portal.runtime.mirror.refresh()
    })
    afterAll(() => portal.close())

    test('every cell is what the lists of the API add up to', async () => {
      const view = await matrixOf(await askAs(portal.runtime, 'auditor'))
      const upstream = await cellsUpstream(portal)
      expect(cellsOf(view)).toEqual(upstream)
      expect(upstream.filter((line) => line.endsWith('inherited')).length).toBeGreaterThan(20)
      expect(upstream.filter((line) => line.endsWith('workspace_admin direct')).length).toBeGreaterThan(0)
      expect(view.total).toBe(120)
      expect(view.complete).toBe(true)
    })

    test('archived workspaces are left out; the default one is last, and nobody has a cell there', async () => {
      const view = await matrixOf(await askAs(portal.runtime, 'admin'))
      const living = await listed(portal, adminApiPaths.workspaces(), '&include_default=true')
      const ids = living.map(({ id = '' }) => id)
      expect(view.workspaces.map(({ id }) => id).sort()).toEqual(ids.sort())
      expect(view.workspaces.map(({ is_default }) => is_default).indexOf(true)).toBe(view.workspaces.length - 1)
      const last = view.workspaces.length - 1
      expect(view.rows.flatMap(({ cells }) => cells).filter(([at]) => at === last)).toEqual([])
    })

    test('a manager gets the columns of their workspaces, whoever holds something there, and nothing else', async () => {
      const [first, second, ...foreign] = (await listed(portal, adminApiPaths.workspaces())).map(({ id = '' }) => id)
      const mine = [first ?? '', second ?? '']
      const ask = await askAs(portal.runtime, 'workspace_manager', mine)
      const answer = await ask(read(viewAccess))
      const view = answer.body as unknown as AccessMatrix
      const upstream = await cellsUpstream(portal, mine)
      expect(cellsOf(view)).toEqual(upstream)
      expect(view.workspaces.map(({ id }) => id).sort()).toEqual(mine.toSorted())
      const inside = new Set(upstream.map((line) => line.split(' ')[0]))
      expect(view.rows.filter(({ id }) => !inside.has(id))).toEqual([])
      const text = JSON.stringify(answer.body)
      const users = await listed(portal, adminApiPaths.users())
      const outside = users.filter(({ id }) => !inside.has(id))
      expect(outside.length).toBeGreaterThan(10)
      for (const { id = '', email = '' } of outside)
        expect([text.includes(id), text.includes(email)], email).toEqual([false, false])
      for (const id of foreign) expect(text.includes(id), id).toBe(false)
    })

    test('an unchanged matrix is told as such, and rows are made once a revision', async () => {
      const ask = await askAs(portal.runtime, 'auditor')
      const first = await ask(read(viewAccess))
      const etag = first.headers.get('etag') ?? ''
      expect((await ask(read(viewAccess), {}, { headers: { 'if-none-match': etag } })).status).toBe(304)
      const person = { id: 'p', name: '', email: '', role: 'auditor', workspaces: 'all', via: 'browser' } as const
      const [one, two] = [await readAccess(person), await readAccess(person)]
      expect(one.rows).toBe(two.rows)
    })

    test('who reaches a key: the roles of its workspace that carry keys, admins, its maker, whom it acts as', async () => {
      const ask = await askAs(portal.runtime, 'admin')
      const keys = await listedKeys(portal)
      const key = keys.find(({ scope, principal }) => scope.type === 'workspace' && principal === null)
      const members = await listed(portal, adminApiPaths.workspaceMembers(key?.scope.workspace_id ?? ''))
      const users = new Map((await listed(portal, adminApiPaths.users())).map((user) => [user['id'], user['role']]))
      const reach = (await ask(read(viewKeyAccess), { api_key_id: key?.id ?? '' })).body as unknown as KeyReach
      const isAdmin = (id: string) => brought[users.get(id) ?? ''] === 'workspace_admin'
      const expected = new Set([
        ...members
          .filter(({ workspace_role }) => /developer$|_admin$/.test(workspace_role ?? ''))
          .map(({ user_id = '' }) => user_id),
        ...[...users.keys()].flatMap((id) => (id !== undefined && isAdmin(id) ? [id] : [])),
        ...(key?.created_by ? [key.created_by.id] : []),
      ])
      expect(new Set(reach.rows.map(({ id }) => id))).toEqual(expected)
      for (const row of reach.rows.filter(({ id }) => isAdmin(id)))
        expect(row.ways.some(({ way, assumed }) => way === 'manages' && !assumed)).toBe(true)

      const personal = keys.find(({ principal }) => principal?.user_id !== undefined)
      const own = (await ask(read(viewKeyAccess), { api_key_id: personal?.id ?? '' })).body as unknown as KeyReach
      expect(own.rows[0]).toMatchObject({ id: personal?.principal?.user_id, ways: [{ way: 'acts_as' }] })
    })

    test('a manager of Default is told of nobody out of sight that they could manage its keys', async () => {
      const users = await listed(portal, adminApiPaths.users())
      const developers = users.filter(({ role }) => role === 'developer')
      const [maker, ...others] = developers.map(({ id = '', email = '' }) => ({ id, email }))
      expect(others.length).toBeGreaterThan(10)
      const workspaces = await listed(portal, adminApiPaths.workspaces(), '&include_default=true')
      const own = new Set((await listed(portal, adminApiPaths.workspaces())).map(({ id }) => id))
      const place = workspaces.find(({ id }) => !own.has(id))?.['id'] ?? ''
      const made = (await portal.door.post('/api_keys', {
        name: 'in-default',
        scope: { type: 'workspace', workspace_id: place },
        created_by: { id: maker?.id, type: 'user' },
      })) as Key
      await portal.runtime.mirror.refresh()
      const reachBy = async (ask: Ask) => (await ask(read(viewKeyAccess), { api_key_id: made.id })).body
      const all = (await reachBy(await askAs(portal.runtime, 'admin'))) as unknown as KeyReach
      expect(all.rows.filter(({ org_role }) => org_role === 'developer').length).toBe(developers.length)
      const told = await reachBy(await askAs(portal.runtime, 'workspace_manager', [place]))
      const view = told as unknown as KeyReach
      for (const { id, email } of others)
        expect([JSON.stringify(told).includes(id), JSON.stringify(told).includes(email)], email).toEqual([false, false])
      expect(view.rows.find(({ id }) => id === maker?.id)).toMatchObject({ org_role: null, ways: [{ way: 'created' }] })
      const admins = users.filter(({ role = '' }) => brought[role] === 'workspace_admin')
      expect(view.total).toBe(admins.length + 1)
    })

    test('a key out of sight is not there, for its access as for itself', async () => {
      const keys = await listedKeys(portal)
      const key = keys.find(({ scope }) => scope.type === 'workspace')
      const other = (await listed(portal, adminApiPaths.workspaces())).find(({ id }) => id !== key?.scope.workspace_id)
      const ask = await askAs(portal.runtime, 'workspace_manager', [other?.['id'] ?? ''])
      const answer = await ask(read(viewKeyAccess), { api_key_id: key?.id ?? '' })
      expect(answer.status).toBe(404)
    })
  })
})

type Key = {
  id: string
  scope: { type: string; workspace_id?: string }
  principal: { user_id?: string } | null
  created_by: { id: string } | null
}

async function listedKeys(portal: Portal): Promise<Key[]> {
  return (await listed(portal, adminApiPaths.apiKeys())) as unknown as Key[]
}
