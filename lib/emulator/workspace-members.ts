import { z } from 'zod'
import type { Member } from '#lib/schemas/members.ts'
import type { Page } from '#lib/schemas/page.ts'
import { assignableWorkspaceRoles, orgRolesWithEveryWorkspace } from '#lib/schemas/roles.ts'
import type { WorkspaceMember, WorkspaceMemberDeleted } from '#lib/schemas/workspace-members.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import { readBody } from './context.ts'
import type { Context } from './context.ts'
import { sliceByIds, toPage } from './paging.ts'
import { badRequest, notFound } from './refusal.ts'
import { findUser } from './users.ts'
import { findWorkspace, refuseArchived } from './workspaces.ts'
import type { World } from './world.ts'

/** The role an organization role brings to every workspace (contract 7.2). */
export function inheritedRole(user: Member): 'workspace_admin' | 'workspace_billing' | undefined {
  if (orgRolesWithEveryWorkspace.includes(user.role)) return 'workspace_admin'
  return user.role === 'billing' ? 'workspace_billing' : undefined
}

export function explicitRole(world: World, workspaceId: string, userId: string): string | undefined {
  return world.explicitMembers.get(workspaceId)?.get(userId)
}

/** What a user is in a workspace: an inherited role wins, but a billing member may be raised to workspace_admin. */
export function effectiveRole(world: World, workspaceId: string, user: Member): string | undefined {
  if (workspaceId === world.defaultWorkspaceId) return undefined
  const explicit = explicitRole(world, workspaceId, user.id)
  const inherited = inheritedRole(user)
  if (inherited === undefined) return explicit
  return explicit === 'workspace_admin' ? explicit : inherited
}

function memberRow(workspaceId: string, userId: string, role: string): WorkspaceMember {
  return { type: 'workspace_member', user_id: userId, workspace_id: workspaceId, workspace_role: role }
}

export function listMembers(context: Context): Page<WorkspaceMember> {
  const { world } = context
  const { id: workspaceId } = findWorkspace(world, context.param('workspace_id'))
  const listed = (user: Member): boolean => {
    const role = effectiveRole(world, workspaceId, user)
    if (role === undefined) return false
    return world.switches.list_inherited_members || explicitRole(world, workspaceId, user.id) !== undefined
  }
  const slice = sliceByIds(context, {
    collection: world.users,
    matches: listed,
    accepts: (userId) => {
      const user = world.users.get(userId)
      return (user !== undefined && listed(user)) || world.formerMembers.get(workspaceId)?.has(userId) === true
    },
  })
  const rows = slice.items.map((user) => memberRow(workspaceId, user.id, effectiveRole(world, workspaceId, user) ?? ''))
  return toPage({ items: rows, hasMore: slice.hasMore }, (row) => row.user_id)
}

export function retrieveMember({ world, param }: Context): WorkspaceMember {
  const { id } = findWorkspace(world, param('workspace_id'))
  return findMember(world, id, param('user_id'))
}

function findMember(world: World, workspaceId: string, userId: string): WorkspaceMember {
  const user = world.users.get(userId)
  const role = user === undefined ? undefined : effectiveRole(world, workspaceId, user)
  if (role === undefined) throw notFound('Workspace member', userId)
  return memberRow(workspaceId, userId, role)
}

const roleField = z.enum(assignableWorkspaceRoles, { error: `must be one of ${assignableWorkspaceRoles.join(', ')}` })
const addBody = z.object({ user_id: z.string({ error: 'Field required' }), workspace_role: roleField })
const updateBody = z.object({ workspace_role: roleField })

function writableWorkspace({ world, param }: Context): Workspace {
  const workspace = findWorkspace(world, param('workspace_id'))
  if (workspace.id === world.defaultWorkspaceId) throw badRequest('The default workspace has no member list.')
  refuseArchived(workspace)
  return workspace
}

export function addMember(context: Context): WorkspaceMember {
  const { world } = context
  const { user_id, workspace_role } = readBody(context, addBody)
  const workspace = writableWorkspace(context)
  const user = findUser(world, user_id)
  if (explicitRole(world, workspace.id, user.id) !== undefined) {
    throw badRequest(`User \`${user.id}\` is already a member of workspace \`${workspace.id}\`.`)
  }
  refuseInherited(user, workspace_role)
  const limit = world.restrictions.workspace_member_limit
  if (limit !== null && (world.explicitMembers.get(workspace.id)?.size ?? 0) >= limit) {
    throw badRequest(`This workspace may have ${limit} members.`, 'workspace_member_limit_exceeded')
  }
  setExplicitRole(world, workspace.id, user.id, workspace_role)
  return findMember(world, workspace.id, user.id)
}

/** Whoever holds every workspace through the organization can be given workspace_admin, and nothing less. */
function refuseInherited(user: Member, role: string): void {
  if (inheritedRole(user) === undefined || role === 'workspace_admin') return
  throw badRequest(`User \`${user.id}\` has a workspace role through the organization role ${user.role}.`)
}

export function setExplicitRole(world: World, workspaceId: string, userId: string, role: string): void {
  world.explicitMembers.get(workspaceId)?.set(userId, role)
}

export function updateMember(context: Context): WorkspaceMember {
  const { world } = context
  const { workspace_role } = readBody(context, updateBody)
  const workspace = writableWorkspace(context)
  const member = findMember(world, workspace.id, context.param('user_id'))
  const user = findUser(world, member.user_id)
  const inherited = inheritedRole(user)
  const raisesBilling = inherited === 'workspace_billing' && workspace_role === 'workspace_admin'
  if (inherited !== undefined && !raisesBilling) {
    throw badRequest(`User \`${user.id}\` holds ${inherited} through the organization role ${user.role}.`)
  }
  setExplicitRole(world, workspace.id, user.id, workspace_role)
  return findMember(world, workspace.id, user.id)
}

export function removeMember(context: Context): WorkspaceMemberDeleted {
  const { world } = context
  const workspace = writableWorkspace(context)
  const member = findMember(world, workspace.id, context.param('user_id'))
  const user = findUser(world, member.user_id)
  const inherited = inheritedRole(user)
  if (inherited !== undefined) {
    throw badRequest(`User \`${user.id}\` holds ${inherited} through the organization role ${user.role}.`)
  }
  dropExplicitRole(world, workspace.id, user.id)
  return { type: 'workspace_member_deleted', user_id: user.id, workspace_id: workspace.id }
}

export function dropExplicitRole(world: World, workspaceId: string, userId: string): void {
  world.explicitMembers.get(workspaceId)?.delete(userId)
  world.formerMembers.get(workspaceId)?.add(userId)
}
