import { z } from 'zod'
import { keyStatuses } from '#lib/schemas/keys.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import { orgRoles, workspaceRoles } from '#lib/schemas/roles.ts'
import { findKey } from './api-keys.ts'
import { formatTime } from './clock.ts'
import type { ControlRoute, Door } from './control.ts'
import { acceptInvite, addInvite, addUser, findInvite } from './invites.ts'
import { notFound } from './refusal.ts'
import { keyHint } from './seed-keys.ts'
import { dropUser, findUser, setUserRole } from './users.ts'
import { dropExplicitRole, setExplicitRole } from './workspace-members.ts'
import { addWorkspace, findWorkspace, newWorkspace } from './workspaces.ts'

const orgRole = z.enum(orgRoles)
const time = z.iso.datetime({ offset: true })

const newUserBody = z.strictObject({ email: z.string(), name: z.string(), role: orgRole })
const userBody = z.strictObject({ role: orgRole.optional(), name: z.string().optional(), email: z.string().optional() })

function updateUser({ tenant: { world }, param, read }: Door): unknown {
  const { role, ...changes } = read(userBody)
  const user = findUser(world, param('id'))
  const renamed = { ...user, name: changes.name ?? user.name, email: changes.email ?? user.email }
  world.users.replace(renamed)
  return role === undefined ? renamed : setUserRole(world, renamed, role)
}

function acceptInviteNow({ tenant: { world }, param, read }: Door): unknown {
  const invite = findInvite(world, param('id'))
  const { name } = read(z.strictObject({ name: z.string().min(1).optional() }))
  return acceptInvite(world, invite, name ?? invite.email.slice(0, invite.email.indexOf('@')))
}

const newInviteBody = z.strictObject({ email: z.string(), role: orgRole })

function createInvite({ tenant: { world }, read }: Door): unknown {
  const { email, role } = read(newInviteBody)
  return addInvite(world, email, role)
}

const keyFields = {
  status: z.enum(keyStatuses),
  created_by: z.strictObject({ id: z.string(), type: z.enum(['user', 'service_account']) }).nullable(),
  expires_at: time.nullable(),
  principal: z.looseObject({ type: z.string() }).nullable(),
  scope: z.looseObject({ type: z.string(), workspace_id: z.string().optional() }),
}
const newKeyBody = z.strictObject({ name: z.string(), ...z.object(keyFields).partial().shape })
const keyBody = z.strictObject({ name: z.string().optional(), ...z.object(keyFields).partial().shape })

function createKey({ tenant: { world }, read }: Door): unknown {
  const body = read(newKeyBody)
  const now = world.clock.now()
  const key: ApiKey = {
    id: world.random.id('apikey_'),
    type: 'api_key',
    name: body.name,
    status: body.status ?? 'active',
    created_at: formatTime(now),
    created_by: body.created_by ?? null,
    expires_at: body.expires_at ?? null,
    partial_key_hint: keyHint(world.random),
    principal: body.principal ?? null,
    scope: body.scope ?? { type: 'workspace', workspace_id: world.defaultWorkspaceId },
  }
  world.keys.add(key, now)
  return key
}

function updateKey({ tenant: { world }, param, read }: Door): unknown {
  const changes = Object.entries(read(keyBody)).filter(([, value]) => value !== undefined)
  const key: ApiKey = { ...findKey(world, param('id')), ...Object.fromEntries(changes) }
  world.keys.replace(key)
  return key
}

function expireKey({ tenant: { world }, param }: Door): unknown {
  const key: ApiKey = {
    ...findKey(world, param('id')),
    status: 'expired',
    expires_at: formatTime(world.clock.now()),
  }
  world.keys.replace(key)
  return key
}

const workspaceBody = z.strictObject({ name: z.string().optional(), archived_at: time.nullable().optional() })

function updateWorkspace({ tenant: { world }, param, read }: Door): unknown {
  const { name, archived_at } = read(workspaceBody)
  const workspace = findWorkspace(world, param('id'))
  const updated = {
    ...workspace,
    name: name ?? workspace.name,
    archived_at: archived_at === undefined ? workspace.archived_at : archived_at,
  }
  world.workspaces.replace(updated)
  return updated
}

function createWorkspace({ tenant: { world }, read }: Door): unknown {
  const { name } = read(z.strictObject({ name: z.string().min(1) }))
  const workspace = newWorkspace(world, name, world.clock.now())
  addWorkspace(world, workspace, world.clock.now())
  return workspace
}

const memberBody = z.strictObject({ user_id: z.string(), workspace_role: z.enum(workspaceRoles) })

function setMember({ tenant: { world }, param, read }: Door): unknown {
  const { user_id, workspace_role } = read(memberBody)
  const { id } = findWorkspace(world, param('id'))
  setExplicitRole(world, id, findUser(world, user_id).id, workspace_role)
  return { workspace_id: id, user_id, workspace_role }
}

function dropMember({ tenant: { world }, param }: Door): unknown {
  const { id } = findWorkspace(world, param('id'))
  const userId = param('user_id')
  if (world.explicitMembers.get(id)?.has(userId) !== true) throw notFound('Explicit workspace member', userId)
  dropExplicitRole(world, id, userId)
  return { workspace_id: id, user_id: userId }
}

/** What a person could do in the Console, without the API's refusals. */
export const controlObjectRoutes: readonly ControlRoute[] = [
  { method: 'POST', path: '/users', handle: ({ tenant, read }) => addUser(tenant.world, read(newUserBody)) },
  { method: 'POST', path: '/users/{id}', handle: updateUser },
  {
    method: 'DELETE',
    path: '/users/{id}',
    handle: ({ tenant, param }) => dropUser(tenant.world, findUser(tenant.world, param('id'))),
  },
  { method: 'POST', path: '/invites', handle: createInvite },
  { method: 'POST', path: '/invites/{id}/accept', handle: acceptInviteNow },
  { method: 'POST', path: '/api_keys', handle: createKey },
  { method: 'POST', path: '/api_keys/{id}', handle: updateKey },
  { method: 'POST', path: '/api_keys/{id}/expire', handle: expireKey },
  { method: 'POST', path: '/keys/{id}/expire', handle: expireKey },
  { method: 'POST', path: '/workspaces', handle: createWorkspace },
  { method: 'POST', path: '/workspaces/{id}', handle: updateWorkspace },
  { method: 'POST', path: '/workspaces/{id}/members', handle: setMember },
  { method: 'DELETE', path: '/workspaces/{id}/members/{user_id}', handle: dropMember },
]
