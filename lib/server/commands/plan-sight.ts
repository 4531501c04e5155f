import 'server-only'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { visibleKeys, visibleMembers, visibleWorkspaces } from '#lib/server/reads/scope.ts'

export type Sight = (kind: Kind, id: string) => boolean

/** What may be named to this person, asked thousands of times over one snapshot. */
export function sightOf(snapshot: Snapshot, person: Person): Sight {
  const known = new Map<Kind, ReadonlySet<string>>()
  const idsOf = (kind: Kind): ReadonlySet<string> => {
    const ids = known.get(kind) ?? new Set(visible(snapshot, person, kind))
    known.set(kind, ids)
    return ids
  }
  return (kind, id) => {
    if (kind === 'organization') return true
    if (kind === 'invite') return extentOf(person, 'invites.read') === 'all'
    return idsOf(kind).has(id)
  }
}

function visible(snapshot: Snapshot, person: Person, kind: Kind): string[] {
  if (kind === 'user') return visibleMembers(snapshot, person).map(({ id }) => id)
  if (kind === 'api_key') return visibleKeys(snapshot, person).map(({ id }) => id)
  return kind === 'workspace' ? visibleWorkspaces(snapshot, person).map(({ id }) => id) : []
}
