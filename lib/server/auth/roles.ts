import 'server-only'
import { isId } from '#lib/schemas/id-patterns.ts'
import { portalRoles } from '#lib/schemas/person.ts'
import type { Person, PortalRole } from '#lib/schemas/person.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import type { Queryable } from '#lib/server/store/database.ts'

/** One reason for a portal role. `workspaces` bounds a workspace_manager and says nothing for any other role. */
export type Grant = { role: PortalRole; workspaces: readonly string[] }
export type Authority = Pick<Person, 'role' | 'workspaces'>

/** What roles are decided from; nothing here comes from the browser. */
export type Identity = { id: string; email: string; email_verified: boolean; groups: readonly string[] }

/** The strongest role wins; a workspace manager by several grants manages the workspaces of all of them. */
export function strongest(grants: readonly Grant[]): Authority {
  const role = portalRoles.toReversed().find((candidate) => grants.some((grant) => grant.role === candidate)) ?? null
  if (role !== 'workspace_manager') return { role, workspaces: role === null ? [] : 'all' }
  const mine = grants.filter((grant) => grant.role === role)
  return { role, workspaces: [...new Set(mine.flatMap((grant) => grant.workspaces))].toSorted() }
}

export function grantsByConfiguration(
  identity: Identity,
  portalAdmins: readonly string[],
  policy: Pick<PolicyRules, 'groups'>,
): Grant[] {
  const first: Grant[] =
    identity.email_verified && portalAdmins.includes(identity.email) ? [{ role: 'admin', workspaces: [] }] : []
  const byGroup = policy.groups
    .filter((rule) => identity.groups.includes(rule.group))
    .map((rule) => ({ role: rule.role, workspaces: rule.workspaces ?? [] }))
  return [...first, ...byGroup]
}

export async function grantsByDatabase(db: Queryable, identity: Identity, nowMs: number): Promise<Grant[]> {
  const rows = await db
    .selectFrom('portal_grant')
    .select(['role', 'workspaces'])
    .where((where) =>
      where.or([
        where.and([where('subject_kind', '=', 'person'), where('subject', '=', identity.id)]),
        where.and([where('subject_kind', '=', 'group'), where('subject', 'in', ['', ...identity.groups])]),
      ]),
    )
    .where((where) => where.or([where('until_ms', 'is', null), where('until_ms', '>', nowMs)]))
    .execute()
  return rows.flatMap(grantOf)
}

/** A stored grant, or nothing when it says something this version does not know: it then gives no right. */
export function grantOf(row: { role: string; workspaces: string | null }): Grant[] {
  const role = portalRoles.find((known) => known === row.role)
  return role === undefined ? [] : [{ role, workspaces: workspacesOf(row.workspaces) }]
}

function workspacesOf(json: string | null): string[] {
  return textList(json ?? '[]').filter((id) => isId('workspace', id))
}

/** A stored JSON list of texts; anything else in it is left out. */
export function textList(json: string): string[] {
  try {
    const value: unknown = JSON.parse(json)
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
  } catch {
    return []
  }
}
