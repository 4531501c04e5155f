import type { Member } from '#lib/schemas/members.ts'
import type { Person } from '#lib/schemas/person.ts'
import { lockedOrgRoles, roleName } from '#lib/schemas/roles.ts'
import { orgRolesWithin } from './ceilings.ts'
import { holds } from './holds.ts'
import { firstRefusal, impossible, notPermitted, yes } from './verdict.ts'
import type { Verdict } from './verdict.ts'

export function isSelf(person: Person, member: Pick<Member, 'email'>): boolean {
  return [person.email, person.maker?.email ?? ''].some(
    (own) => own !== '' && own.toLowerCase() === member.email.toLowerCase(),
  )
}

function roleCanBeTouched(person: Person, role: string, verb: string): Verdict {
  if (lockedOrgRoles.includes(role))
    return impossible('org_role_locked', `The ${roleName(role)} role can only be changed in the Claude Console.`)
  if (!orgRolesWithin(person.role).includes(role))
    return notPermitted(
      'above_ceiling',
      `Only a portal admin can ${verb} someone who holds the ${roleName(role)} role.`,
    )
  return yes
}

function roleCanBeGiven(person: Person, role: string): Verdict {
  if (lockedOrgRoles.includes(role))
    return impossible('org_role_locked', `The ${roleName(role)} role can only be given in the Claude Console.`)
  if (!orgRolesWithin(person.role).includes(role))
    return notPermitted('above_ceiling', `Only a portal admin can give the ${roleName(role)} role.`)
  return yes
}

function notOneself(person: Person, member: Pick<Member, 'email'>): Verdict {
  return isSelf(person, member)
    ? notPermitted('own_access', 'You cannot change your own access. Another portal admin can.')
    : yes
}

/** What may be done to a member; `role` is left out when asking whether the control may be opened at all. */
export const memberCan = {
  changeRole: (person: Person, member: Pick<Member, 'email' | 'role'>, role?: string): Verdict =>
    firstRefusal(
      () => holds(person, 'members.change_role'),
      () => notOneself(person, member),
      () => roleCanBeTouched(person, member.role, 'change the role of'),
      () => (role === undefined ? yes : roleCanBeGiven(person, role)),
    ),
  /** Stop what they hold and remove them; where the Console must do the removal, all the rest can still be done. */
  offboard: (person: Person, member: Pick<Member, 'email'>): Verdict =>
    firstRefusal(
      () => holds(person, 'members.remove'),
      () => notOneself(person, member),
    ),
  remove: (person: Person, member: Pick<Member, 'email' | 'role'>): Verdict =>
    firstRefusal(
      () => holds(person, 'members.remove'),
      () => notOneself(person, member),
      () => roleCanBeTouched(person, member.role, 'remove'),
    ),
}

/** What may be done to invites, under the same ceilings as roles. */
export const inviteCan = {
  create: (person: Person, role?: string): Verdict =>
    firstRefusal(
      () => holds(person, 'invites.create'),
      () => (role === undefined ? yes : roleCanBeGiven(person, role)),
    ),
  revoke: (person: Person, invite: { role: string; status: string }): Verdict =>
    firstRefusal(
      () => holds(person, 'invites.delete'),
      () => mustBePending(invite),
      () => roleCanBeTouched(person, invite.role, 'revoke the invite of'),
    ),
  /** Resend or change role: an expired invite has nothing left to revoke, so only the new one is made. */
  replace: (person: Person, invite: { role: string; status: string }, role?: string): Verdict =>
    firstRefusal(
      () => holds(person, 'invites.create'),
      () => (invite.status === 'expired' ? yes : mustBePending(invite)),
      () => roleCanBeTouched(person, invite.role, 'replace the invite of'),
      () => roleCanBeGiven(person, role ?? invite.role),
    ),
}

function mustBePending(invite: { status: string }): Verdict {
  if (invite.status === 'pending') return yes
  return impossible('invite_not_pending', `This invite is ${invite.status}; only a pending invite can be revoked.`)
}
