import { isMailAddress } from '#lib/schemas/mail-address.ts'
import type { Ceiling, FreezeWindow } from '#lib/schemas/policy.ts'
import { roleName } from '#lib/schemas/roles.ts'
import { matchesAny } from './action-patterns.ts'
import { notPermitted, yes } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** Refuses every action that a freeze window of this moment does not make an exception for. */
export function freezeVerdict(windows: readonly FreezeWindow[], actions: readonly string[], at_ms: number): Verdict {
  const stopping = windows.filter(
    (window) => isFrozen(window, at_ms) && !actions.every((action) => matchesAny(window.except, action)),
  )
  // Of several the one that lasts longest: only its end lets the action through.
  const [last] = stopping.toSorted((a, b) => Date.parse(b.until) - Date.parse(a.until))
  return last === undefined ? yes : notPermitted('frozen', freezeWords(last))
}

/** True from its first millisecond to the one before its end. */
export function isFrozen({ from, until }: Pick<FreezeWindow, 'from' | 'until'>, at_ms: number): boolean {
  return Date.parse(from) <= at_ms && at_ms < Date.parse(until)
}

export function freezeWords({ until, reason }: Pick<FreezeWindow, 'until' | 'reason'>): string {
  // `Sat, 26 Dec 2026 22:00:00 GMT`, without the day of the week and the seconds.
  const end = new Date(until).toUTCString().slice(5, 22)
  return `The policy file freezes changes until ${end} UTC (${reason}). Whoever keeps the policy file can make an exception.`
}

type RoleFacts = {
  org_role?: string
  held_org_role?: string
  workspace_role?: string
  held_workspace_role?: string
}

/** A ceiling of the policy file narrows the built-in one. Both the role given and the role held now count. */
export function ceilingVerdict(ceiling: Ceiling | undefined, facts: RoleFacts): Verdict {
  const { org_roles, workspace_roles } = ceiling ?? {}
  // Nobody gives or takes workspace billing: it comes with the organization role, so holding it bounds nobody.
  const held = facts.held_workspace_role === 'workspace_billing' ? undefined : facts.held_workspace_role
  const beyond =
    firstBeyond(org_roles, [facts.held_org_role, facts.org_role]) ??
    firstBeyond(workspace_roles, [held, facts.workspace_role])
  if (beyond === null) return yes
  return notPermitted(
    'above_policy_ceiling',
    `The policy file does not let your portal role give or change the ${roleName(beyond)} role. Whoever keeps the policy file can allow it.`,
  )
}

function firstBeyond(allowed: readonly string[] | undefined, roles: readonly (string | undefined)[]): string | null {
  if (allowed === undefined) return null
  return roles.find((role) => role !== undefined && !allowed.includes(role)) ?? null
}

/** Refuses an invite to an address outside the allowed domains; without a list every domain is allowed. */
export function domainVerdict(allowed: readonly string[] | undefined, email: string | undefined): Verdict {
  if (allowed === undefined || email === undefined) return yes
  const domain = mailDomain(email)
  if (domain !== null && allowed.includes(domain)) return yes
  const among =
    allowed.length <= 3 ? allowed.join(', ') : `${allowed.slice(0, 3).join(', ')} and ${allowed.length - 3} more`
  return notPermitted(
    'domain_refused',
    `The policy file allows invites only to ${among}. Whoever keeps the policy file can add a domain.`,
  )
}

/** What stands behind the only @, in lower case; null unless the address is plain ASCII, so that no look-alike passes. */
export function mailDomain(email: string): string | null {
  // Asked before lower-casing: the Kelvin sign becomes an ordinary k.
  if (!/^[\x21-\x7e]+$/.test(email)) return null
  const address = email.toLowerCase()
  if (!isMailAddress(address)) return null
  return address.slice(address.indexOf('@') + 1)
}
