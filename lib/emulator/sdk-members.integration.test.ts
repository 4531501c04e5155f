import { BadRequestError, NotFoundError } from '@anthropic-ai/sdk'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collect, existing, startSdkWorld } from './sdk-fixture.ts'
import type { SdkWorld } from './sdk-fixture.ts'

let world: SdkWorld
let workspace: { id: string }

beforeEach(async () => {
  world = await startSdkWorld({ members: 30 })
  workspace = await world.sdk.organization.workspaces.create({ name: 'Fresh' })
})

afterEach(() => world.close())

async function userWith(role: string) {
  const users = await collect(world.sdk.organization.users.list())
  return existing(users.find((user) => user.role === role))
}

async function roleOf(userId: string): Promise<string> {
  const member = await world.sdk.organization.workspaces.members.retrieve(userId, { workspace_id: workspace.id })
  return member.workspace_role
}

test('check 15: workspace_billing cannot be assigned', async () => {
  const { members } = world.sdk.organization.workspaces
  const user = await userWith('user')
  const billing: object = { user_id: user.id, workspace_role: 'workspace_billing' }
  await expect(
    members.add(workspace.id, billing as { user_id: string; workspace_role: 'workspace_user' }),
  ).rejects.toBeInstanceOf(BadRequestError)
  await members.add(workspace.id, { user_id: user.id, workspace_role: 'workspace_user' })
  await expect(
    members.update(user.id, { workspace_id: workspace.id, workspace_role: 'workspace_billing' }),
  ).rejects.toBeInstanceOf(BadRequestError)
})

test("check 15: an admin's inherited row stays as it is", async () => {
  const { members } = world.sdk.organization.workspaces
  const admin = await userWith('admin')
  expect(await roleOf(admin.id)).toBe('workspace_admin')
  const lowered = members.update(admin.id, { workspace_id: workspace.id, workspace_role: 'workspace_user' })
  await expect(lowered).rejects.toBeInstanceOf(BadRequestError)
  await expect(members.remove(admin.id, { workspace_id: workspace.id })).rejects.toBeInstanceOf(BadRequestError)
})

test('check 15: a billing member may be raised to workspace_admin and no further changed', async () => {
  const { members } = world.sdk.organization.workspaces
  const billing = await userWith('billing')
  expect(await roleOf(billing.id)).toBe('workspace_billing')
  const raise = (role: 'workspace_admin' | 'workspace_user') =>
    members.update(billing.id, { workspace_id: workspace.id, workspace_role: role })
  await expect(raise('workspace_user')).rejects.toBeInstanceOf(BadRequestError)
  expect((await raise('workspace_admin')).workspace_role).toBe('workspace_admin')
  await expect(members.remove(billing.id, { workspace_id: workspace.id })).rejects.toBeInstanceOf(BadRequestError)
})

test('check 16: a demoted admin keeps only explicit rows', async () => {
  const admins = await collect(world.sdk.organization.users.list({ roles: ['admin'] }))
  const state = (await world.door.get('/world')) as { workspaces: { id: string; name: string }[] }
  const production = existing(state.workspaces.find(({ name }) => name === 'Production'))
  const admin = existing(admins.at(-1))
  await world.door.post(`/users/${admin.id}`, { role: 'developer' })
  const rows = await Promise.all(
    [production, workspace].map(({ id }) => collect(world.sdk.organization.workspaces.members.list(id))),
  )
  expect(rows.map((members) => members.find(({ user_id }) => user_id === admin.id)?.workspace_role)).toEqual([
    'workspace_developer',
    undefined,
  ])
  await world.door.post(`/users/${admin.id}`, { role: 'admin' })
  expect(await roleOf(admin.id)).toBe('workspace_admin')
})

test("check 28: an archived workspace's members can be read and not written", async () => {
  const { members } = world.sdk.organization.workspaces
  const user = await userWith('user')
  await members.add(workspace.id, { user_id: user.id, workspace_role: 'workspace_user' })
  await world.sdk.organization.workspaces.archive(workspace.id)
  expect(await roleOf(user.id)).toBe('workspace_user')
  expect((await collect(members.list(workspace.id))).map(({ user_id }) => user_id)).toContain(user.id)
  const other = await userWith('developer')
  const writes = [
    () => members.add(workspace.id, { user_id: other.id, workspace_role: 'workspace_user' }),
    () => members.update(user.id, { workspace_id: workspace.id, workspace_role: 'workspace_developer' }),
    () => members.remove(user.id, { workspace_id: workspace.id }),
  ]
  for (const write of writes) await expect(write()).rejects.toBeInstanceOf(BadRequestError)
})

test('a member is added once, changed, removed, and gone', async () => {
  const { members } = world.sdk.organization.workspaces
  const user = await userWith('claude_code_user')
  const added = await members.add(workspace.id, { user_id: user.id, workspace_role: 'workspace_restricted_developer' })
  expect(added).toMatchObject({ type: 'workspace_member', user_id: user.id, workspace_id: workspace.id })
  await expect(
    members.add(workspace.id, { user_id: user.id, workspace_role: 'workspace_user' }),
  ).rejects.toBeInstanceOf(BadRequestError)
  await members.update(user.id, { workspace_id: workspace.id, workspace_role: 'workspace_admin' })
  expect(await roleOf(user.id)).toBe('workspace_admin')
  expect(await members.remove(user.id, { workspace_id: workspace.id })).toMatchObject({
    type: 'workspace_member_deleted',
    user_id: user.id,
    workspace_id: workspace.id,
  })
  await expect(roleOf(user.id)).rejects.toBeInstanceOf(NotFoundError)
})

test('paging survives the removal of the member the cursor names', async () => {
  const { members } = world.sdk.organization.workspaces
  const users = await collect(world.sdk.organization.users.list({ roles: ['user'] }))
  for (const user of users) {
    await members.add(workspace.id, { user_id: user.id, workspace_role: 'workspace_user' })
  }
  const whole = await members.list(workspace.id)
  const first = existing(whole.data.find(({ workspace_role }) => workspace_role === 'workspace_user'))
  await members.remove(first.user_id, { workspace_id: workspace.id })
  const rest = await members.list(workspace.id, { after_id: first.user_id })
  expect(rest.data).toEqual(whole.data.slice(whole.data.indexOf(first) + 1))
})

test('the default workspace has no member list', async () => {
  const state = (await world.door.get('/world')) as { default_workspace_id: string }
  const { members } = world.sdk.organization.workspaces
  expect((await members.list(state.default_workspace_id)).data).toEqual([])
  const user = await userWith('user')
  await expect(
    members.add(state.default_workspace_id, { user_id: user.id, workspace_role: 'workspace_user' }),
  ).rejects.toBeInstanceOf(BadRequestError)
})
