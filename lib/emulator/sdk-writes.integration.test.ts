import { BadRequestError, NotFoundError } from '@anthropic-ai/sdk'
import { AlreadyMemberError, InviteAlreadyExistsError } from '@anthropic-ai/sdk/resources/organization/invites'
import { CannotRemoveLastMemberError } from '@anthropic-ai/sdk/resources/organization/users'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collect, existing, startSdkWorld } from './sdk-fixture.ts'
import type { SdkWorld } from './sdk-fixture.ts'

let world: SdkWorld

beforeEach(async () => {
  world = await startSdkWorld({ members: 30, invites: 10, keys: 30 })
})

afterEach(() => world.close())

async function userWith(role: string) {
  const users = await collect(world.sdk.organization.users.list())
  return existing(users.find((user) => user.role === role))
}

async function workspaceNamed(name: string) {
  const workspaces = await collect(
    world.sdk.organization.workspaces.list({ include_archived: true, include_default: true }),
  )
  return existing(workspaces.find((workspace) => workspace.name === name))
}

async function keyNamed(name: string) {
  return existing((await collect(world.sdk.organization.apiKeys.list())).find((key) => key.name === name))
}

test('check 8: nobody becomes admin through the API, and admins are out of reach', async () => {
  const { users } = world.sdk.organization
  const user = await userWith('user')
  const toAdmin: object = { role: 'admin' }
  await expect(users.update(user.id, toAdmin as { role: 'user' })).rejects.toBeInstanceOf(BadRequestError)
  await expect(users.update(user.id, { role: 'managed' })).rejects.toBeInstanceOf(BadRequestError)
  for (const role of ['admin', 'primary_owner']) {
    const locked = await userWith(role)
    await expect(users.update(locked.id, { role: 'user' })).rejects.toBeInstanceOf(BadRequestError)
    await expect(users.remove(locked.id)).rejects.toBeInstanceOf(BadRequestError)
  }
  expect(await users.update(user.id, { role: 'developer' })).toEqual({ ...user, role: 'developer' })
  expect((await users.retrieve(user.id)).role).toBe('developer')
})

test('check 8: the last member stays', async () => {
  await world.door.post('/reset', { members: 1 })
  const only = existing((await world.sdk.organization.users.list()).data[0])
  await expect(world.sdk.organization.users.remove(only.id)).rejects.toBeInstanceOf(CannotRemoveLastMemberError)
})

test('check 9: a pending invite and a member each refuse with their own error', async () => {
  const { invites } = world.sdk.organization
  await invites.create({ email: 'new@example.com', role: 'user' })
  const twice: unknown = await invites
    .create({ email: 'NEW@example.com', role: 'user' })
    .catch((reason: unknown) => reason)
  expect(twice).toBeInstanceOf(InviteAlreadyExistsError)
  expect(twice).toMatchObject({ status: 400, errorCode: 'invite_already_exists' })
  const { email } = await userWith('developer')
  await expect(invites.create({ email, role: 'user' })).rejects.toBeInstanceOf(AlreadyMemberError)
})

test('check 10: only a pending invite can be deleted, and then it is gone', async () => {
  const { invites } = world.sdk.organization
  for (const status of ['accepted', 'expired'] as const) {
    const settled = existing((await invites.list({ statuses: [status] })).data[0])
    await expect(invites.delete(settled.id)).rejects.toMatchObject({ status: 400 })
  }
  const pending = existing((await invites.list({ statuses: ['pending'] })).data[0])
  expect(await invites.delete(pending.id)).toMatchObject({ id: pending.id, type: 'invite_deleted' })
  expect((await collect(invites.list())).map((invite) => invite.id)).not.toContain(pending.id)
  await expect(invites.retrieve(pending.id)).rejects.toBeInstanceOf(NotFoundError)
  await expect(invites.delete(pending.id)).rejects.toBeInstanceOf(NotFoundError)
})

test('check 11: an invite lives 21 days and expires by the clock', async () => {
  const { invites } = world.sdk.organization
  const invite = await invites.create({ email: 'clock@example.com', role: 'developer' })
  expect(Date.parse(invite.expires_at) - Date.parse(invite.invited_at)).toBe(21 * 24 * 60 * 60 * 1000)
  await world.door.post('/clock', { advance_seconds: 21 * 24 * 60 * 60 - 60 })
  expect((await invites.retrieve(invite.id)).status).toBe('pending')
  await world.door.post('/clock', { advance_seconds: 120 })
  expect(await invites.retrieve(invite.id)).toEqual({ ...invite, status: 'expired' })
  const again = await invites.create({ email: 'clock@example.com', role: 'developer' })
  expect(again.status).toBe('pending')
})

test('an accepted invite becomes a member, newest first', async () => {
  const { invites, users } = world.sdk.organization
  const invite = await invites.create({ email: 'joins@example.com', role: 'billing' })
  await world.door.post(`/invites/${invite.id}/accept`, { name: 'Jo Ins' })
  expect(await invites.retrieve(invite.id)).toMatchObject({ status: 'accepted' })
  expect((await users.list()).data[0]).toMatchObject({ email: 'joins@example.com', name: 'Jo Ins', role: 'billing' })
})

test('check 12: archiving a workspace archives its keys, once and for all', async () => {
  const { workspaces, apiKeys } = world.sdk.organization
  const workspace = await workspaceNamed('Production')
  const archived = await workspaces.archive(workspace.id)
  expect(archived.archived_at).not.toBeNull()
  const keys = await collect(apiKeys.list({ workspace_id: workspace.id }))
  expect(keys.length).toBeGreaterThan(3)
  expect(new Set(keys.map((key) => key.status))).toEqual(new Set(['archived']))
  await world.door.post('/clock', { advance_seconds: 60 })
  expect(await workspaces.archive(workspace.id)).toEqual(archived)
  await expect(workspaces.update(workspace.id, { name: 'Back' })).rejects.toBeInstanceOf(BadRequestError)
  expect((await collect(workspaces.list())).map(({ id }) => id)).not.toContain(workspace.id)
})

test('check 12: the default workspace is neither archived nor renamed', async () => {
  const { workspaces } = world.sdk.organization
  const fallback = await workspaceNamed('Default')
  await expect(workspaces.archive(fallback.id)).rejects.toBeInstanceOf(BadRequestError)
  await expect(workspaces.update(fallback.id, { name: 'Other' })).rejects.toBeInstanceOf(BadRequestError)
  expect(await workspaces.update(fallback.id, { tags: { a: 'b' } })).toMatchObject({ tags: { a: 'b' } })
})

test('check 13: tags merge, null deletes, empty does nothing, whole null and reserved keys are refused', async () => {
  const { workspaces } = world.sdk.organization
  const { id } = await workspaces.create({ name: 'Tagged', tags: { team: 'a', cost: '1' } })
  const update = async (tags: Record<string, string | null> | null) => (await workspaces.update(id, { tags })).tags
  expect(await update({ cost: '2', site: 'x' })).toEqual({ team: 'a', cost: '2', site: 'x' })
  expect(await update({ team: null })).toEqual({ cost: '2', site: 'x' })
  expect(await update({})).toEqual({ cost: '2', site: 'x' })
  await expect(update(null)).rejects.toBeInstanceOf(BadRequestError)
  await expect(update({ 'Anthropic-x': 'y' })).rejects.toBeInstanceOf(BadRequestError)
})

test('the default inference geo must be allowed', async () => {
  const residency = { allowed_inference_geos: ['us' as const], default_inference_geo: 'global' as const }
  const made = world.sdk.organization.workspaces.create({ name: 'EU', data_residency: residency })
  await expect(made).rejects.toBeInstanceOf(BadRequestError)
})

test('the 101st unarchived workspace is refused', async () => {
  const { workspaces } = world.sdk.organization
  await world.door.post('/reset', { workspaces: 99 })
  const hundredth = await workspaces.create({ name: 'The hundredth' })
  await expect(workspaces.create({ name: 'One more' })).rejects.toBeInstanceOf(BadRequestError)
  await workspaces.archive(hundredth.id)
  expect((await workspaces.create({ name: 'One more' })).archived_at).toBeNull()
})

test('check 14: what a key may become', async () => {
  const { apiKeys } = world.sdk.organization
  const inactive = await keyNamed('staging-backend')
  const expired = await keyNamed('trial')
  const archived = await keyNamed('old-prototype')
  expect([inactive.status, expired.status, archived.status]).toEqual(['inactive', 'expired', 'archived'])
  expect(await apiKeys.update(inactive.id, { status: 'active' })).toEqual({ ...inactive, status: 'active' })
  await expect(apiKeys.update(expired.id, { status: 'active' })).rejects.toMatchObject({ status: 400 })
  expect((await apiKeys.update(expired.id, { status: 'archived' })).status).toBe('archived')
  await expect(apiKeys.update(archived.id, { status: 'active' })).rejects.toMatchObject({ status: 400 })
  await expect(apiKeys.update(archived.id, { name: 'New' })).rejects.toMatchObject({ status: 400 })
  expect(await apiKeys.update(inactive.id, { name: 'Renamed', status: null })).toMatchObject({
    name: 'Renamed',
    status: 'active',
  })
})

test('a key expires by the clock', async () => {
  const key = await keyNamed('quarterly-report')
  expect(key.status).toBe('active')
  await world.door.post('/clock', { advance_seconds: 4 * 24 * 60 * 60 })
  const expired = await collect(world.sdk.organization.apiKeys.list({ status: 'expired' }))
  expect(expired.map(({ id }) => id)).toContain(key.id)
})

test('reviving a key can meet the limit of active keys', async () => {
  await world.door.post('/organization', { active_key_limit: 1 })
  const key = await keyNamed('staging-backend')
  const revived = world.sdk.organization.apiKeys.update(key.id, { status: 'active' })
  await expect(revived).rejects.toMatchObject({ errorCode: 'org_api_key_limit_exceeded' })
})

test('removing a member archives their personal keys and leaves the others', async () => {
  const { users, apiKeys } = world.sdk.organization
  const personal = await keyNamed('personal-notebook')
  const ownerId = personal.principal?.type === 'user_actor' ? personal.principal.user_id : ''
  const made = await world.door.post('/api_keys', { name: 'classic', created_by: { id: ownerId, type: 'user' } })
  await users.remove(ownerId)
  expect((await apiKeys.retrieve(personal.id)).status).toBe('archived')
  expect(await apiKeys.retrieve((made as { id: string }).id)).toMatchObject({ status: 'active' })
  await expect(users.retrieve(ownerId)).rejects.toBeInstanceOf(NotFoundError)
})
