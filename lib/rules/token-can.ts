import { portalRoleTitle } from '#lib/schemas/person.ts'
import type { Person, PortalRole } from '#lib/schemas/person.ts'
import { orgRolesWithin, workspaceRolesWithin } from './ceilings.ts'
import { extentOf, permissions, powers } from './permissions.ts'
import type { Extent } from './permissions.ts'
import { firstRefusal, notPermitted, yes } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** What somebody, or a token, may do: a role and, for a workspace_manager, where. */
export type Authority = Pick<Person, 'role' | 'workspaces'>

/** What a token may do at most: `all` and `own` hold everything below them, and neither of `own` and `scope` the other. */
const inside: Readonly<Record<Extent, readonly Extent[]>> = {
  none: ['none', 'own', 'scope', 'all'],
  own: ['own', 'all'],
  scope: ['scope', 'all'],
  all: ['all'],
}

/** True when whatever the first role may do, the second may do, too; by the table and the ceilings, not by their order. */
export function roleWithin(role: PortalRole, maker: PortalRole): boolean {
  return (
    powers.every((power) => inside[permissions[role][power]].includes(permissions[maker][power])) &&
    isPartOf(orgRolesWithin(role), orgRolesWithin(maker)) &&
    isPartOf(workspaceRolesWithin(role), workspaceRolesWithin(maker))
  )
}

function isPartOf(some: readonly string[], all: readonly string[]): boolean {
  return some.every((entry) => all.includes(entry))
}

/**
 * What a token may do right now: what it was made for, as far as its maker may do that now. Null: nothing at all; its
 * maker has no role, one that does not hold the token's, or none of its workspaces any more.
 */
export function tokenAuthority(token: Authority, maker: Authority): Authority | null {
  if (token.role === null || maker.role === null || !roleWithin(token.role, maker.role)) return null
  if (token.role !== 'workspace_manager') return token
  const workspaces = common(token.workspaces, maker.workspaces)
  return workspaces !== 'all' && workspaces.length === 0 ? null : { role: token.role, workspaces }
}

function common(first: Person['workspaces'], second: Person['workspaces']): Person['workspaces'] {
  if (first === 'all') return second
  return second === 'all' ? first : first.filter((id) => second.includes(id))
}

export const tokenCan = {
  /** Whether this person may make a token with this role, for these workspaces. */
  make: (person: Person, role: PortalRole, workspaces: readonly string[]): Verdict =>
    firstRefusal(
      () =>
        person.via === 'browser'
          ? yes
          : notPermitted('people_only', 'Only a person who is signed in can make a token, not another token.'),
      () =>
        person.role !== null && roleWithin(role, person.role)
          ? yes
          : notPermitted(
              'above_own_rights',
              `A token never may do more than its maker. ${portalRoleTitle(role)} is not within your portal role (${portalRoleTitle(person.role)}).`,
            ),
      () => withinOwn(person, workspaces),
    ),
  /** Whether this person may end the token that `makerId` made; null was made on the server. */
  revoke: (person: Person, makerId: string | null): Verdict =>
    extentOf(person, 'tokens.manage') === 'all' || (makerId !== null && makerId === person.id)
      ? yes
      : notPermitted('not_own_token', 'This token is not yours. A portal admin can revoke it.'),
} as const

function withinOwn(person: Person, workspaces: readonly string[]): Verdict {
  if (person.workspaces === 'all' || workspaces.every((id) => person.workspaces.includes(id))) return yes
  return notPermitted('outside_scope', 'A token reaches at most the workspaces you manage yourself.')
}
