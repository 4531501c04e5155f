import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import { orgRolesWithin } from '#lib/rules/ceilings.ts'
import { domainVerdict } from '#lib/rules/policy-limits.ts'
import { portalRoles } from '#lib/schemas/person.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import { assignableOrgRoles, roleName } from '#lib/schemas/roles.ts'
import type { PolicyBreach } from '#lib/schemas/views.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { agedInvite } from '#lib/server/reads/invites.ts'

type Item = PolicyBreach['items'][number]

const mostItems = 20

/** A dry run: what of today's organization, and of the file itself, does not fit the rules. Changes nothing. */
export function breachesOf(
  policy: PolicyRules,
  snapshot: Snapshot,
  portalAdmins: readonly string[],
  nowMs: number,
): PolicyBreach[] {
  const found: [PolicyBreach['kind'], string, Item[]][] = [
    ['member_domain', 'Members outside the allowed domains', strangers(policy, snapshot)],
    ['invite_domain', 'Pending invites outside the allowed domains', strangeInvites(policy, snapshot, nowMs)],
    ['role_nobody_gives', 'Members with a role that nobody may give or change any more', untouchable(policy, snapshot)],
    ['key_not_found', 'Protected keys that do not exist', missingKeys(policy, snapshot)],
    ['workspace_not_found', 'Workspaces in rules that do not exist', missingWorkspaces(policy, snapshot)],
    ['never_matches', 'Rules that never match', neverMatching(policy)],
    ['nobody_decides', 'Approvals that cannot be decided', undecidable(policy, portalAdmins)],
  ]
  return found.flatMap(([kind, title, all]) => {
    const items = [...new Map(all.map((item) => [item.label, item])).values()]
    return items.length === 0 ? [] : [{ kind, title, count: items.length, items: items.slice(0, mostItems) }]
  })
}

function isStranger({ invites }: PolicyRules, email: string): boolean {
  return !domainVerdict(invites?.allowed_domains, email).allowed
}

function strangers(policy: PolicyRules, snapshot: Snapshot): Item[] {
  return snapshot
    .list('user')
    .filter(({ email }) => isStranger(policy, email))
    .map(({ id, email }) => ({ label: email, href: pagePaths.member(id) }))
}

function strangeInvites(policy: PolicyRules, snapshot: Snapshot, nowMs: number): Item[] {
  return snapshot
    .list('invite')
    .filter((invite) => agedInvite(invite, nowMs).status === 'pending' && isStranger(policy, invite.email))
    .map(({ email }) => ({
      label: email,
      href: `${pagePaths.invites()}?${new URLSearchParams({ q: email }).toString()}`,
    }))
}

/** Roles that the built-in rules let somebody give, and the ceilings of the file nobody. */
function untouchable({ ceilings }: PolicyRules, snapshot: Snapshot): Item[] {
  const given = new Set(
    portalRoles.flatMap((role) => {
      const allowed: readonly string[] | undefined = ceilings[role]?.org_roles
      return orgRolesWithin(role).filter((candidate) => allowed?.includes(candidate) ?? true)
    }),
  )
  const lost: readonly string[] = assignableOrgRoles.filter((role) => !given.has(role))
  return snapshot
    .list('user')
    .filter(({ role }) => lost.includes(role))
    .map(({ id, email, role }) => ({ label: `${email} (${roleName(role)})`, href: pagePaths.member(id) }))
}

function missingKeys(policy: PolicyRules, snapshot: Snapshot): Item[] {
  const known = new Set(snapshot.list('api_key').flatMap(({ id, name }) => [id, name]))
  return policy.protected.keys.filter((key) => !known.has(key)).map((label) => ({ label, href: null }))
}

/** Every workspace id the file mentions. */
export function workspacesNamed({ groups, protected: kept, reasons, approvals }: PolicyRules): Set<string> {
  const lists = [...groups, ...reasons, ...approvals].map(({ workspaces }) => workspaces ?? [])
  return new Set([...lists.flat(), ...kept.workspaces])
}

function missingWorkspaces(policy: PolicyRules, snapshot: Snapshot): Item[] {
  return [...workspacesNamed(policy)]
    .filter((id) => snapshot.get('workspace', id) === undefined)
    .map((label) => ({ label, href: null }))
}

const withoutWorkspace = (pattern: string) => pattern.startsWith('member.') || pattern.startsWith('invite.')

/** A rule bounded to workspaces, about actions whose objects belong to none. */
function neverMatching({ reasons, approvals }: PolicyRules): Item[] {
  return [...reasons, ...approvals]
    .filter((rule) => (rule.workspaces ?? rule.tags) !== undefined && rule.actions.every(withoutWorkspace))
    .map(({ actions }) => ({
      label: `${actions.join(', ')}: bounded to workspaces, but members and invites belong to none`,
      href: null,
    }))
}

function undecidable({ approvals }: PolicyRules, portalAdmins: readonly string[]): Item[] {
  if (portalAdmins.length > 1) return []
  const [only] = portalAdmins
  return approvals
    .filter(({ by }) => by === 'admin')
    .map(({ actions }) => ({
      label:
        only === undefined
          ? `${actions.join(', ')}: no portal admin has signed in yet`
          : `${actions.join(', ')}: nobody can decide what ${only} proposes, the only portal admin`,
      href: null,
    }))
}
