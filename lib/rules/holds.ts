import { portalRoleTitle } from '#lib/schemas/person.ts'
import type { Person } from '#lib/schemas/person.ts'
import { extentOf, powerWords, reaches } from './permissions.ts'
import type { Power } from './permissions.ts'
import { firstRefusal, notPermitted, yes } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** The power itself, before any object is looked at. */
export function holds(person: Person, power: Power): Verdict {
  if (extentOf(person, power) !== 'none') return yes
  return notPermitted(
    'portal_role_missing',
    `Your portal role (${portalRoleTitle(person.role)}) cannot ${powerWords[power]}. A portal admin can do it or give you a role that may.`,
  )
}

/** The power, and within it the workspace; null is no workspace. The refusal names nothing the person may not see. */
export function holdsIn(person: Person, power: Power, workspaceId: string | null): Verdict {
  return firstRefusal(
    () => holds(person, power),
    () =>
      reaches(person, power, workspaceId)
        ? yes
        : notPermitted(
            'outside_scope',
            'This is outside the workspaces you manage. A portal admin can extend your scope.',
          ),
  )
}
