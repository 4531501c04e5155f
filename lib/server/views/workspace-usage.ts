import 'server-only'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { reaches } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { KeyCost, WorkspaceUsage } from '#lib/schemas/usage.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { centsOf } from '#lib/server/usage/cents.ts'
import type { Units } from '#lib/server/usage/cents.ts'
import { monthDays, windowDays } from '#lib/server/usage/days.ts'
import { totalCents } from '#lib/server/usage/figures.ts'
import { beginView } from './revision.ts'
import { reportedWorkspaceId } from './spend.ts'

/** The last 31 days of one workspace; null when it is not there or not in the person's sight. */
export async function readWorkspaceUsage(person: Person, id: string): Promise<WorkspaceUsage | null> {
  if (!reaches(person, 'usage.read', id)) return null
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, `usage ${id}`, ['workspace', 'api_key'])
  if (snapshot.get('workspace', id) === undefined) return null
  runtime.usage.looked()
  const figures = await runtime.usage.figures()
  const told = reportedWorkspaceId(snapshot, id)
  const days = windowDays(figures.madeMs)
  const costs = days.map((day) => ({ day, units: figures.costOfDay(day) }))
  const of = (wanted: readonly string[]) =>
    costs.filter(({ day }) => wanted.includes(day)).map(({ units }) => units?.get(told) ?? 0n)
  return {
    ...freshness,
    revision: `${revision}-${figures.revision}`,
    cost: figures.cost,
    usage: figures.usage,
    total_cents: totalCents(of(days)),
    month_cents: totalCents(of(monthDays(figures.madeMs))),
    days: costs.map(({ day, units }) => ({ day, cents: units === undefined ? null : centsOf(units.get(told) ?? 0n) })),
    models: dearestFirst(figures.costByModel(told, days)).map(([model, units]) => ({ model, cents: centsOf(units) })),
    ...keyCosts(snapshot, person, figures.costByKey(told, days)),
  }
}

/**
 * Keys that are gone or out of sight share the line of what belongs to no key, so that the lines add up to the whole.
 * Reports count keys of the whole organization to the default workspace, whose manager does not see them (trap 3).
 */
function keyCosts(
  snapshot: Snapshot,
  person: Person,
  costs: ReadonlyMap<string, Units>,
): Pick<WorkspaceUsage, 'keys' | 'no_key_cents'> {
  const rest: Units[] = []
  const keys: KeyCost[] = []
  for (const [id, units] of dearestFirst(costs)) {
    const key = snapshot.get('api_key', id)
    if (key === undefined || !reaches(person, 'keys.read', workspaceOfKey(key))) rest.push(units)
    else keys.push({ id, name: key.name, hint: key.partial_key_hint, cents: centsOf(units) })
  }
  return { keys, no_key_cents: totalCents(rest) }
}

function dearestFirst(sums: ReadonlyMap<string, Units>): [string, Units][] {
  return [...sums].toSorted(([a, left], [b, right]) => (left === right ? (a < b ? -1 : 1) : left > right ? -1 : 1))
}
