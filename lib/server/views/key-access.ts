import 'server-only'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { extentOf, reaches } from '#lib/rules/permissions.ts'
import { memberKeyWay, reachNotes } from '#lib/rules/key-reach.ts'
import type { KeyPlace } from '#lib/rules/key-reach.ts'
import type { KeyReach, KeyReachRow, KeyReachWay } from '#lib/schemas/access-matrix.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { visibleMembers } from '#lib/server/reads/scope.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { memberships } from './memberships.ts'
import { beginView } from './revision.ts'

const kinds = ['api_key', 'user', 'workspace', 'workspace_member'] as const

/** Who can reach one key: it acts as them, they can manage it, or they made it. Null when not there or not visible. */
export async function readKeyAccess(person: Person, id: string): Promise<KeyReach | null> {
  const { snapshot, freshness, revision } = await beginView(await getRuntime(), person, `key access ${id}`, kinds)
  const key = snapshot.get('api_key', id)
  if (key === undefined || !reaches(person, 'keys.read', workspaceOfKey(key))) return null
  const place = placeOf(snapshot, key)
  const seen = new Set(visibleMembers(snapshot, person).map((member) => member.id))
  const rows = rowsOf(snapshot, key, place).flatMap((row) => withinSight(row, seen))
  return {
    ...freshness,
    revision,
    rows,
    total: rows.length,
    key: { id, name: key.name, workspace: place },
    notes: [...reachNotes(key, place), ...(extentOf(person, 'members.read') === 'all' ? [] : [onlyThoseInSight])],
  }
}

function placeOf(snapshot: Snapshot, key: ApiKey): KeyPlace | null {
  const id = workspaceOfKey(key)
  if (id === null) return null
  const workspace = snapshot.get('workspace', id)
  const is_archived = workspace !== undefined && workspace.archived_at !== null
  return { id, name: workspace?.name ?? id, is_default: id === snapshot.defaultWorkspaceId, is_archived }
}

/** Told to everybody without full sight, so that it does not tell whether somebody was left out. */
const onlyThoseInSight = 'Members outside your workspaces who may manage the key by their role are not listed.'

/**
 * Somebody out of sight is there only with what the key's own row tells as well: the address of whom it acts as or who
 * made it. That others could manage it by their role is told of nobody out of sight, not even by number.
 */
function withinSight(row: KeyReachRow, seen: ReadonlySet<string>): KeyReachRow[] {
  if (row.state !== 'member' || row.workspace_role !== null || seen.has(row.id)) return [row]
  const ways = row.ways.filter(({ way }) => way !== 'manages')
  return ways.length === 0 ? [] : [{ ...row, name: '', org_role: null, source: null, ways }]
}

/** Everybody is looked at once, in list order; those the key acts as or who made it stand first. */
function rowsOf(snapshot: Snapshot, key: ApiKey, place: KeyPlace | null): KeyReachRow[] {
  const actor = key.principal?.user_id ?? key.principal?.service_account_id
  const held = place === null ? undefined : memberships(snapshot).get(place.id)
  const members = snapshot.list('user').flatMap((member): KeyReachRow[] => {
    const own = held?.get(member.id) ?? null
    const manages = memberKeyWay(member, place, own)
    const ways = [...waysBySelf(key, member.id, actor), ...(manages === null ? [] : [manages])]
    return ways.length === 0 ? [] : [memberRow(member, own, place, ways)]
  })
  const strangers = [...new Set([actor, key.created_by?.id])].flatMap((id): KeyReachRow[] => {
    if (id === undefined || snapshot.get('user', id) !== undefined) return []
    const ways = waysBySelf(key, id, actor)
    const state = isServiceAccount(key, id) ? 'service_account' : 'left'
    return [{ id, name: '', email: id, state, org_role: null, workspace_role: null, source: null, ways }]
  })
  return [...strangers, ...members].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en'))
}

const order: readonly KeyReachWay['way'][] = ['acts_as', 'created', 'manages']

function rank({ ways }: KeyReachRow): number {
  return Math.min(...ways.map(({ way }) => order.indexOf(way)))
}

function isServiceAccount({ principal, created_by }: ApiKey, id: string): boolean {
  return principal?.service_account_id === id || (created_by?.id === id && created_by.type === 'service_account')
}

function waysBySelf(key: ApiKey, id: string, actor: string | undefined): KeyReachWay[] {
  const acts: KeyReachWay = {
    way: 'acts_as',
    because: 'Calls with the key are made in their name, with their rights.',
    assumed: false,
  }
  const created: KeyReachWay = {
    way: 'created',
    because: 'Made the key, and so has probably seen the secret.',
    assumed: true,
  }
  return [...(id === actor ? [acts] : []), ...(id === key.created_by?.id ? [created] : [])]
}

function memberRow(
  { id, name, email, role }: Member,
  held: { role: string; inherited: boolean } | null,
  place: KeyPlace | null,
  ways: KeyReachWay[],
): KeyReachRow {
  const bySource = held === null ? null : held.inherited ? ('inherited' as const) : ('direct' as const)
  return {
    id,
    name,
    email,
    state: 'member',
    org_role: role,
    workspace_role: held?.role ?? null,
    source: place?.is_default === true ? 'organization_role' : bySource,
    ways,
  }
}
