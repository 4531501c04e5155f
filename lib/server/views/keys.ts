import 'server-only'
import type { Person } from '#lib/schemas/person.ts'
import type { Protected } from '#lib/rules/protection.ts'
import { reaches } from '#lib/rules/permissions.ts'
import type { KeyRow, KeysView } from '#lib/schemas/views.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { visibleKeys } from '#lib/server/reads/scope.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { healthFacts, healthRevision, measuredOf } from './key-health.ts'
import type { HealthFacts } from './key-health.ts'
import { keyRow } from './key-row.ts'
import { beginView } from './revision.ts'

/** All keys the person may see, in list order. */
export async function readKeys(person: Person): Promise<KeysView> {
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'keys', ['api_key', 'workspace', 'user'])
  const { policy } = await runtime.policy.current()
  const facts = await healthFacts(runtime, person, freshness)
  const rows = keyRows(snapshot, policy.protected, person, facts)
  return {
    ...freshness,
    ...measuredOf(facts),
    revision: `${revision}-${healthRevision(facts)}`,
    rows,
    total: rows.length,
  }
}

type Held = HealthFacts & { snapshot: Snapshot; rules: Protected; rows: KeyRow[]; madeMs: number }
let held: Held | null = null
/** Keys age by the clock, so rows made earlier than this are made again. */
const rowsLastMs = 30_000

function keyRows(snapshot: Snapshot, rules: Protected, person: Person, facts: HealthFacts): KeyRow[] {
  const everything = reaches(person, 'keys.read', null) && reaches(person, 'usage.read', null)
  if (!everything) return visibleKeys(snapshot, person).map((key) => keyRow(snapshot, rules, key, facts))
  const now = Date.now()
  if (held === null || !isOf(held, { snapshot, rules, ...facts }) || now - held.madeMs > rowsLastMs)
    held = {
      ...facts,
      snapshot,
      rules,
      rows: snapshot.list('api_key').map((key) => keyRow(snapshot, rules, key, facts)),
      madeMs: now,
    }
  return held.rows
}

function isOf(known: Held, asked: Pick<Held, 'snapshot' | 'rules' | 'figures' | 'membersRead'>): boolean {
  return (
    known.snapshot === asked.snapshot &&
    known.rules === asked.rules &&
    known.figures === asked.figures &&
    known.membersRead === asked.membersRead
  )
}
