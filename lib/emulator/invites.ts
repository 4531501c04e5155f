import { z } from 'zod'
import type { Invite, InviteDeleted } from '#lib/schemas/invites.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { Page } from '#lib/schemas/page.ts'
import { assignableOrgRoles } from '#lib/schemas/roles.ts'
import { day, formatTime } from './clock.ts'
import { queryList, queryValue, readBody } from './context.ts'
import type { Context } from './context.ts'
import { emailDomain, emailFilter, emailPattern } from './email.ts'
import { pageByIds } from './paging.ts'
import { badRequest, notFound } from './refusal.ts'
import { consoleOrgRoles } from './users.ts'
import type { World } from './world.ts'

export const inviteLifetime = 21 * day

/** A pending invite past its time is expired although nobody wrote to it (trap 15). */
export function inviteNow(world: World, invite: Invite): Invite {
  const overdue = invite.status === 'pending' && Date.parse(invite.expires_at) <= world.clock.now()
  return overdue ? { ...invite, status: 'expired' } : invite
}

export function findInvite(world: World, id: string): Invite {
  const invite = world.invites.get(id)
  if (invite === undefined) throw notFound('Invite', id)
  return inviteNow(world, invite)
}

export function listInvites(context: Context): Page<Invite> {
  const { world } = context
  const roles = queryList(context, 'roles', consoleOrgRoles)
  const statuses = queryList(context, 'statuses', ['accepted', 'expired', 'pending'])
  const hasEmail = emailFilter(queryValue(context, 'email'))
  const page = pageByIds(context, {
    collection: world.invites,
    matches: (invite) =>
      (roles === undefined || roles.includes(invite.role)) &&
      (statuses === undefined || statuses.includes(inviteNow(world, invite).status)) &&
      hasEmail(invite.email),
  })
  return { ...page, data: page.data.map((invite) => inviteNow(world, invite)) }
}

export function retrieveInvite({ world, param }: Context): Invite {
  return findInvite(world, param('invite_id'))
}

const createBody = z.object({
  email: z.string({ error: 'Field required' }).regex(emailPattern, { error: 'value is not a valid e-mail address' }),
  role: z.enum(assignableOrgRoles, { error: `must be one of ${assignableOrgRoles.join(', ')}` }),
  rbac_group_ids: z.array(z.string()).max(100).nullish(),
})

export function createInvite(context: Context): Invite {
  const { email, role, rbac_group_ids } = readBody(context, createBody)
  if (rbac_group_ids !== undefined && rbac_group_ids !== null && rbac_group_ids.length > 0) {
    throw badRequest('rbac_group_ids: this organization has no RBAC groups.')
  }
  refuseInvite(context.world, email)
  return addInvite(context.world, email, role)
}

function refuseInvite(world: World, email: string): void {
  const address = email.toLowerCase()
  const member = world.users.all().find((user) => user.email.toLowerCase() === address)
  if (member !== undefined) {
    throw badRequest(`User \`${member.id}\` (${member.email}) is already a member.`, 'already_member')
  }
  const pending = pendingInvites(world)
  const twin = pending.find((invite) => invite.email.toLowerCase() === address)
  if (twin !== undefined) {
    throw badRequest(`Invite \`${twin.id}\` for ${twin.email} is still pending.`, 'invite_already_exists')
  }
  const { allowed_email_domains: domains, member_limit: limit } = world.restrictions
  if (domains !== null && !domains.includes(emailDomain(email))) {
    throw badRequest(`Addresses at ${emailDomain(email)} may not be invited.`, 'email_domain_not_allowed')
  }
  if (limit !== null && world.users.size + pending.length >= limit) {
    throw badRequest(
      `This organization may have ${limit} members, pending invites included.`,
      'org_member_limit_exceeded',
    )
  }
}

function pendingInvites(world: World): Invite[] {
  return world.invites.all().filter((invite) => inviteNow(world, invite).status === 'pending')
}

export function addInvite(world: World, email: string, role: string): Invite {
  const now = world.clock.now()
  const invite: Invite = {
    id: world.random.id('invite_'),
    type: 'invite',
    email,
    role,
    status: 'pending',
    invited_at: formatTime(now),
    expires_at: formatTime(now + inviteLifetime),
    accepted_at: null,
    rbac_group_ids: [],
  }
  world.invites.add(invite, now)
  return invite
}

/** There is no way back and no resend; a deleted invite is gone from every read (contract 8.3). */
export function deleteInvite({ world, param }: Context): InviteDeleted {
  const invite = findInvite(world, param('invite_id'))
  if (invite.status !== 'pending') {
    throw badRequest(`Invite \`${invite.id}\` is ${invite.status}; only a pending invite can be deleted.`)
  }
  world.invites.remove(invite.id)
  return { id: invite.id, type: 'invite_deleted' }
}

/** What the invited person does: the invite is accepted and they appear among the users. */
export function acceptInvite(world: World, invite: Invite, name: string): { invite: Invite; user: Member } {
  if (invite.status !== 'pending') {
    throw badRequest(`Invite \`${invite.id}\` is ${invite.status}; only a pending invite can be accepted.`)
  }
  const now = world.clock.now()
  const accepted: Invite = { ...invite, status: 'accepted', accepted_at: formatTime(now) }
  world.invites.replace(accepted)
  return { invite: accepted, user: addUser(world, { email: invite.email, name, role: invite.role }) }
}

export function addUser(world: World, person: { email: string; name: string; role: string }): Member {
  const now = world.clock.now()
  const user: Member = { id: world.random.id('user_'), type: 'user', ...person, added_at: formatTime(now) }
  world.users.add(user, now)
  return user
}
