import 'server-only'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { keyFindings } from '#lib/rules/key-findings.ts'
import type { KeyFinding } from '#lib/rules/key-findings.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { KeyUsage, Measured } from '#lib/schemas/usage.ts'
import type { Freshness } from '#lib/schemas/views.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import type { UsageFigures } from '#lib/server/usage/figures.ts'

/** What a key's row needs to know beyond the mirror. `figures` is null for whoever may not see usage. */
export type HealthFacts = {
  figures: UsageFigures | null
  /** False while the list of members was not read whole: nobody can be said to have left. */
  membersRead: boolean
}

export const notMeasured: KeyUsage = { use: 'not_measured', last_used_at: null, last_used_within: null, cost_30d: null }

/** The facts of this moment; asking for them keeps usage fresh, because somebody looks. */
export async function healthFacts(runtime: Runtime, person: Person, freshness: Freshness): Promise<HealthFacts> {
  const membersRead = !freshness.missing.includes('members')
  if (extentOf(person, 'usage.read') === 'none') return { figures: null, membersRead }
  runtime.usage.looked()
  return { figures: await runtime.usage.figures(), membersRead }
}

/** What is told beside the rows: how far usage and cost were read. */
export function measuredOf({ figures }: HealthFacts): { usage: Measured; cost: Measured } {
  const unseen: Measured = { measured_until: null, complete: false, problem: null }
  return { usage: figures?.usage ?? unseen, cost: figures?.cost ?? unseen }
}

/** Changes with the usage, and when a day passes. */
export function healthRevision({ figures }: HealthFacts): string {
  return figures?.revision ?? ''
}

/** Use, cost and findings of one key, its status already as of `now`. */
export function keyHealth(
  snapshot: Snapshot,
  key: ApiKey,
  { figures, membersRead }: HealthFacts,
  now: number,
): KeyUsage & { findings: KeyFinding[] } {
  const usage = figures?.ofKey(key.id) ?? notMeasured
  const findings = keyFindings(
    {
      name: key.name,
      status: key.status,
      created_at: key.created_at,
      expires_at: key.expires_at,
      in_default: snapshot.defaultWorkspaceId !== null && workspaceOfKey(key) === snapshot.defaultWorkspaceId,
      owner_gone: membersRead && isOwnerGone(snapshot, key),
      use: usage.use,
    },
    now,
  )
  return { ...usage, findings }
}

/** Nobody in the organization answers for it any more: who made it, or whom it acts as, has left. */
function isOwnerGone(snapshot: Snapshot, key: ApiKey): boolean {
  const maker = key.created_by?.type === 'user' ? key.created_by.id : undefined
  return [maker, key.principal?.user_id].some((id) => id !== undefined && snapshot.get('user', id) === undefined)
}
