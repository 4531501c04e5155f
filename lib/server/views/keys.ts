import 'server-only'
import type { Person } from '#lib/schemas/person.ts'
import type { Protected } from '#lib/rules/protection.ts'
import { reaches } from '#lib/rules/permissions.ts'
import type { KeyRow, View } from '#lib/schemas/views.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { visibleKeys } from '#lib/server/reads/scope.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { keyRow } from './key-row.ts'
import { beginView } from './revision.ts'

/** All keys the person may see, in list order. */
export async function readKeys(person: Person): Promise<View<KeyRow>> {
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'keys', ['api_key', 'workspace', 'user'])
  const { policy } = await runtime.policy.current()
  const rows = keyRows(snapshot, policy.protected, person)
  return { ...freshness, revision, rows, total: rows.length }
}

let held: { snapshot: Snapshot; rules: Protected; rows: KeyRow[]; madeMs: number } | null = null
/** Keys age by the clock, so rows made earlier than this are made again. */
const rowsLastMs = 30_000

function keyRows(snapshot: Snapshot, rules: Protected, person: Person): KeyRow[] {
  const everything = reaches(person, 'keys.read', null)
  if (!everything) return visibleKeys(snapshot, person).map((key) => keyRow(snapshot, rules, key))
  if (held === null || held.snapshot !== snapshot || held.rules !== rules || Date.now() - held.madeMs > rowsLastMs)
    held = {
      snapshot,
      rules,
      rows: snapshot.list('api_key').map((key) => keyRow(snapshot, rules, key)),
      madeMs: Date.now(),
    }
  return held.rows
}
