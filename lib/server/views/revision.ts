import 'server-only'
import { createHash } from 'node:crypto'
import { reaches } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Freshness } from '#lib/schemas/views.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import { freshnessOf } from '#lib/server/mirror/read.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'

export type ViewBase = { snapshot: Snapshot; freshness: Freshness; revision: string }

/** What every view begins with: the newest snapshot, its age, and the revision that serves as ETag. */
export async function beginView(
  runtime: Runtime,
  person: Person,
  name: string,
  kinds: readonly Kind[],
  workspaceId?: string,
): Promise<ViewBase> {
  runtime.mirror.looked(workspaceId)
  const snapshot = await runtime.mirror.snapshot()
  const [progress, { problem }] = [await runtime.mirror.progress(), runtime.health()]
  // What is missing of workspaces somebody does not see is not told to them either, not even as a number.
  const freshness = freshnessOf(kinds, snapshot, progress, problem, (id) => reaches(person, 'workspaces.read', id))
  const { sha256 } = await runtime.policy.current()
  return { snapshot, freshness, revision: revisionOf(`${name} ${sha256 ?? ''}`, snapshot, person, freshness) }
}

/** Changes whenever the answer's rows may: with the mirror, the policy, the person's sight, what is still missing. */
function revisionOf(name: string, snapshot: Snapshot, person: Person, freshness: Freshness): string {
  const sight = [name, snapshot.revision, person.role, person.workspaces, freshness.missing, freshness.upstream_problem]
  return createHash('sha256').update(JSON.stringify(sight)).digest('base64url').slice(0, 22)
}
