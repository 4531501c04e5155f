import { z } from 'zod'
import type { Member, MemberDeleted } from '#lib/schemas/members.ts'
import type { Page } from '#lib/schemas/page.ts'
import { assignableOrgRoles, lockedOrgRoles, orgRolesWithEveryWorkspace } from '#lib/schemas/roles.ts'
import { queryList, queryValue, readBody } from './context.ts'
import type { Context } from './context.ts'
import { emailFilter } from './email.ts'
import { pageByIds } from './paging.ts'
import { badRequest, notFound } from './refusal.ts'
import type { World } from './world.ts'

/** What a Console organization accepts in `roles[]` (contract 7.1). */
export const consoleOrgRoles = ['user', 'developer', 'billing', 'admin', 'claude_code_user'] as const

export function findUser(world: World, id: string): Member {
  const user = world.users.get(id)
  if (user === undefined) throw notFound('User', id)
  return user
}

export function listUsers(context: Context): Page<Member> {
  const roles = queryList(context, 'roles', consoleOrgRoles)
  const hasEmail = emailFilter(queryValue(context, 'email'))
  return pageByIds(context, {
    collection: context.world.users,
    matches: (user) => (roles === undefined || roles.includes(user.role)) && hasEmail(user.email),
  })
}

export function retrieveUser({ world, param }: Context): Member {
  return findUser(world, param('user_id'))
}

const updateBody = z.object({ role: z.string({ error: 'Field required' }) })

export function updateUser(context: Context): Member {
  const { role } = readBody(context, updateBody)
  if (!(assignableOrgRoles as readonly string[]).includes(role)) {
    throw badRequest(`role: '${role}' cannot be assigned; use one of ${assignableOrgRoles.join(', ')}.`)
  }
  const user = findUser(context.world, context.param('user_id'))
  if (lockedOrgRoles.includes(user.role)) {
    throw badRequest(`User \`${user.id}\` is ${user.role}; this role can only be changed in the Console.`)
  }
  return setUserRole(context.world, user, role)
}

function inherits(role: string): boolean {
  return role === 'billing' || orgRolesWithEveryWorkspace.includes(role)
}

/** Also what the Console does: losing admin keeps only the workspace rows that were given explicitly (section 9). */
export function setUserRole(world: World, user: Member, role: string): Member {
  if (inherits(user.role) && !inherits(role)) rememberFormerMember(world, user.id)
  const changed: Member = { ...user, role }
  world.users.replace(changed)
  return changed
}

export function removeUser({ world, param }: Context): MemberDeleted {
  const user = findUser(world, param('user_id'))
  if (world.users.size === 1) {
    throw badRequest('The last member of an organization cannot be removed.', 'cannot_remove_last_member')
  }
  if (lockedOrgRoles.includes(user.role)) {
    throw badRequest(`User \`${user.id}\` is ${user.role} and can only be removed in the Console.`)
  }
  return dropUser(world, user)
}

/** Personal keys are archived, classic and service-account keys go on working (contract 9). */
export function dropUser(world: World, user: Member): MemberDeleted {
  world.users.remove(user.id)
  rememberFormerMember(world, user.id)
  for (const members of world.explicitMembers.values()) members.delete(user.id)
  for (const key of world.keys.all()) {
    const personal = key.principal?.type === 'user_actor' && key.principal.user_id === user.id
    if (personal) world.keys.replace({ ...key, status: 'archived' })
  }
  return { id: user.id, type: 'user_deleted' }
}

/** The user's id stays a valid cursor in the members lists that showed it. */
function rememberFormerMember(world: World, userId: string): void {
  for (const members of world.formerMembers.values()) members.add(userId)
}
