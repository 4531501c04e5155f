import { afterEach, expect, test } from 'vitest'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import { write } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import { placeMember } from './kinds.ts'
import { freshnessOf } from './read.ts'
import { applyPage } from './write.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

const byId = <T extends { id: string }>(items: readonly T[]) => [...items].sort((a, b) => a.id.localeCompare(b.id))

async function expectMirrored({ runtime, door }: Portal): Promise<void> {
  const snapshot = await runtime.mirror.snapshot()
  const world = await worldOf(door)
  expect(byId(snapshot.list('user'))).toEqual(byId(world.users))
  expect(byId(snapshot.list('workspace'))).toEqual(byId(world.workspaces))
  expect(byId(snapshot.list('invite'))).toEqual(byId(world.invites.filter((invite) => invite.status !== 'deleted')))
  expect(byId(snapshot.list('api_key'))).toEqual(byId(world.api_keys))
  const archived = new Set(
    world.workspaces.filter((workspace) => workspace.archived_at !== null).map((workspace) => workspace.id),
  )
  const rows = world.workspace_members
    .filter((row) => !archived.has(row.workspace_id))
    .map((row) => `${row.workspace_id} ${row.user_id} ${row.workspace_role}`)
  const mirrored = snapshot
    .list('workspace_member')
    .filter((row) => !archived.has(row.workspace_id))
    .map((row) => `${row.workspace_id} ${row.user_id} ${row.workspace_role}`)
  expect(mirrored.sort()).toEqual(rows.sort())
}

eachDatabase((_, __, place) => {
  test('after a sweep the mirror equals the organization, and again after changes made in the Console', async () => {
    portal = await startTestPortal(await place())
    await portal.runtime.mirror.refresh()
    await expectMirrored(portal)
    const world = await worldOf(portal.door)
    const [first, second] = world.users.filter((user) => user.role === 'user')
    const workspace = world.workspaces.find(
      (candidate) => candidate.archived_at === null && candidate.name !== 'Default',
    )
    await portal.door.post(`/users/${first?.id}`, { role: 'admin' })
    await portal.door.remove(`/users/${second?.id}`)
    await portal.door.post('/users', { email: 'made.there@example.com', name: 'Made There', role: 'developer' })
    await portal.door.post('/workspaces', { name: 'Made There' })
    await portal.door.post('/api_keys', { name: 'made-there' })
    await portal.door.post(`/workspaces/${workspace?.id}`, { name: 'Renamed There' })
    await portal.runtime.mirror.refresh()
    await expectMirrored(portal)
    const snapshot = await portal.runtime.mirror.snapshot()
    expect(snapshot.get('workspace', snapshot.defaultWorkspaceId ?? '')?.name).toBe('Default')
  })

  test('the past stays readable: each change closes one version and opens the next', async () => {
    portal = await startTestPortal(await place())
    await portal.runtime.mirror.refresh()
    const member = (await worldOf(portal.door)).users.find((user) => user.role === 'user')
    await portal.door.post(`/users/${member?.id}`, { role: 'billing' })
    await portal.runtime.mirror.refresh()
    const versions = await portal.runtime.database.db
      .selectFrom('mirror_object')
      .selectAll()
      .where('id', '=', member?.id ?? '')
      .where('kind', '=', 'user')
      .orderBy('opened_rev')
      .execute()
    expect(versions.map((version) => JSON.parse(version.data).role)).toEqual(['user', 'billing'])
    expect(versions[0]?.valid_to_ms).toBe(versions[1]?.valid_from_ms)
    expect(versions[1]?.valid_to_ms).toBeNull()
  })

  test('a page asked for before an edit was acknowledged cannot undo it', async () => {
    portal = await startTestPortal(await place())
    await portal.runtime.mirror.refresh()
    const ask = await askAs(portal.runtime, 'admin')
    const member = (await worldOf(portal.door)).users.find((user) => user.role === 'user')
    if (member === undefined) throw new Error('The seed has no plain user')
    const askedMs = Date.now() - 1
    await ask(write(changeMemberRole), { user_id: member.id }, { method: 'POST', body: { role: 'developer' } })
    await applyPage(portal.runtime.database, [placeMember(member)], askedMs)
    expect((await portal.runtime.mirror.snapshot()).get('user', member.id)?.role).toBe('developer')
    await applyPage(portal.runtime.database, [placeMember(member)], Date.now() + 1)
    expect((await portal.runtime.mirror.snapshot()).get('user', member.id)?.role).toBe('user')
  })

  test('a pass that breaks off deletes nothing and says what is missing', async () => {
    portal = await startTestPortal(await place(), { seed: { members: 2500 } })
    await portal.runtime.mirror.refresh()
    const before = (await portal.runtime.mirror.snapshot()).list('user').length
    await portal.door.fault({ match: { method: 'GET', path: '/users' }, times: 50, status: 500 })
    await expect(portal.runtime.mirror.refresh()).rejects.toThrow()
    expect((await portal.runtime.mirror.snapshot()).list('user')).toHaveLength(before)
    expect(portal.runtime.health().problem).toContain('last known data')
    await portal.door.remove('/faults')
    await portal.runtime.mirror.refresh()
    expect(portal.runtime.health().problem).toBeNull()
  })

  test('before the first sweep is whole, answers say so', async () => {
    portal = await startTestPortal(await place(), { latencyMs: 150 })
    const snapshot = await portal.runtime.mirror.snapshot()
    const early = freshnessOf(['user', 'api_key'], snapshot, await portal.runtime.mirror.progress(), null)
    expect(early).toMatchObject({ complete: false, missing: ['members', 'API keys'] })
    await portal.runtime.mirror.refresh()
    const later = freshnessOf(
      ['user', 'api_key'],
      await portal.runtime.mirror.snapshot(),
      await portal.runtime.mirror.progress(),
      null,
    )
    expect(later).toMatchObject({ complete: true, missing: [] })
    expect(later.synced_at).not.toBeNull()
  })

  test('a key of another organization, or a refused one, does not start', async () => {
    const where = await place()
    await expect(startTestPortal(where, { expectedOrgId: '00000000-0000-4000-8000-000000000000' })).rejects.toThrow(
      /belongs to organization .*, not to EXPECTED_ORG_ID/,
    )
  })

  test('a key revoked while running makes the portal read-only, with the last known data', async () => {
    portal = await startTestPortal(await place())
    await portal.runtime.mirror.refresh()
    const ask = await askAs(portal.runtime, 'admin')
    const member = (await worldOf(portal.door)).users.find((user) => user.role === 'user')
    await portal.door.post('/credential', { revoked: true })
    await expect(portal.runtime.mirror.refresh()).rejects.toThrow()
    expect(portal.runtime.health()).toMatchObject({ readOnly: true })
    await portal.door.remove('/requests')
    const answer = await ask(
      write(changeMemberRole),
      { user_id: member?.id ?? '' },
      { method: 'POST', body: { role: 'developer' } },
    )
    expect(answer.status).toBe(503)
    expect(JSON.stringify(answer.body)).toContain('read_only')
    expect(await portal.door.requests()).toEqual([])
    expect((await portal.runtime.mirror.snapshot()).list('user').length).toBeGreaterThan(0)
    await portal.door.post('/credential', { revoked: false })
    await portal.runtime.mirror.refresh()
    expect(portal.runtime.health()).toEqual({ problem: null, readOnly: false })
  })
})
