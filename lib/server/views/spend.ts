import 'server-only'
import { reaches } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { DayCost, SpendView, WorkspaceSpend } from '#lib/schemas/usage.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { centsOf, sumUnits } from '#lib/server/usage/cents.ts'
import type { Units } from '#lib/server/usage/cents.ts'
import { monthDays } from '#lib/server/usage/days.ts'
import type { UsageFigures } from '#lib/server/usage/figures.ts'
import { beginView } from './revision.ts'

/** This month's cost so far, by workspace and by day, of what the person may see. */
export async function readSpend(person: Person): Promise<SpendView> {
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'spend', ['workspace'])
  runtime.usage.looked()
  const figures = await runtime.usage.figures()
  const days = monthDays(figures.madeMs)
  const sees = (id: string | null) => reaches(person, 'usage.read', id)
  const cost = costOfDays(snapshot, figures, days, sees)
  const workspaces = [...cost.byWorkspace].map(([id, units]) => ({ row: spendRow(snapshot, id, units), units }))
  return {
    ...freshness,
    revision: `${revision}-${figures.revision}`,
    month: days[0]?.slice(0, 7) ?? '',
    cost: figures.cost,
    partial: !sees(null),
    total_cents: centsOf(sumUnits(cost.byWorkspace.values())),
    days: cost.days,
    workspaces: workspaces
      .toSorted((a, b) => (a.units === b.units ? byName(a.row, b.row) : a.units > b.units ? -1 : 1))
      .map(({ row }) => row),
  }
}

/** This month's cost of every workspace by its real id; null while the cost of this month was not read. */
export function monthSpend(snapshot: Snapshot, figures: UsageFigures): ReadonlyMap<string, string> | null {
  const days = monthDays(figures.madeMs)
  // On the first days of a month the cost may be read far enough without one of them: nothing is not "0.00".
  if (!figures.cost.complete || days.every((day) => figures.costOfDay(day) === undefined)) return null
  const { byWorkspace } = costOfDays(snapshot, figures, days, () => true)
  return new Map([...byWorkspace].map(([id, units]) => [id, centsOf(units)]))
}

type CostOfDays = { byWorkspace: Map<string, Units>; days: DayCost[] }

function costOfDays(
  snapshot: Snapshot,
  figures: UsageFigures,
  days: readonly string[],
  sees: (id: string) => boolean,
): CostOfDays {
  const byWorkspace = new Map<string, Units>()
  const costs = days.map((day): DayCost => {
    const cost = figures.costOfDay(day)
    if (cost === undefined) return { day, cents: null }
    let sum = 0n
    for (const [told, units] of cost) {
      const id = realWorkspaceId(snapshot, told)
      if (!sees(id)) continue
      sum += units
      byWorkspace.set(id, (byWorkspace.get(id) ?? 0n) + units)
    }
    return { day, cents: centsOf(sum) }
  })
  return { byWorkspace, days: costs }
}

/** Reports say null for the default workspace, objects its id (trap 3). */
function realWorkspaceId(snapshot: Snapshot, told: string): string {
  return told === '' ? (snapshot.defaultWorkspaceId ?? '') : told
}

/** What the reports call a workspace. */
export function reportedWorkspaceId(snapshot: Snapshot, id: string): string {
  return id === snapshot.defaultWorkspaceId ? '' : id
}

function spendRow(snapshot: Snapshot, id: string, units: Units): WorkspaceSpend {
  const workspace = snapshot.get('workspace', id)
  const is_default = id === '' || id === snapshot.defaultWorkspaceId
  return {
    id,
    name: workspace?.name ?? (is_default ? 'Default' : id),
    is_default,
    archived: workspace !== undefined && workspace.archived_at !== null,
    cents: centsOf(units),
  }
}

function byName(a: WorkspaceSpend, b: WorkspaceSpend): number {
  return a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1)
}
