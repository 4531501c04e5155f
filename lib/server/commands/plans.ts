import 'server-only'
import { z } from 'zod'
import type { Plan, Wanted } from '#lib/schemas/jobs.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import { Problem } from '#lib/server/http/problem.ts'
import { newestOf } from '#lib/server/jobs/create.ts'
import { fingerprintOf, identityOf } from '#lib/server/jobs/identity.ts'
import type { Brought } from '#lib/server/jobs/identity.ts'
import { planView, planWishes } from '#lib/server/jobs/plan.ts'
import type { PlanParts } from '#lib/server/jobs/plan.ts'
import type { Planned, Wish } from '#lib/server/jobs/planned.ts'
import { statusOf } from '#lib/server/jobs/status.ts'
import { isBadTable, readTable } from '#lib/server/jobs/import/read-table.ts'
import { wishesOf } from '#lib/server/jobs/import/wishes.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { sightOf } from './plan-sight.ts'
import { mostPlanBytes, wantedOf, wantedShape } from './wanted.ts'

/** What would happen, row by row, by the mirror. Nothing is called, nothing changed, nothing recorded. */
export const makePlan = defineCommand({
  power: 'jobs.create',
  input: z.strictObject(wantedShape),
  mostBytes: mostPlanBytes,
  run: async ({ runtime, signedIn }, given) => (await planFor(runtime, signedIn, wantedOf(given))).plan,
})

/** A row of invites may want many workspaces. */
const mostChanges = 20_000

export type PlannedJob = { plan: Plan; planned: Planned[]; identity: string }

/** Plans what somebody wants as they stand now. Throws Problem (400) for a file that cannot be read, 503 while the mirror is not whole. */
export async function planFor(runtime: Runtime, signedIn: SignedIn, wanted: Wanted): Promise<PlannedJob> {
  const parts = await planParts(runtime, signedIn)
  const { wishes, brought } = wishesFor(parts, signedIn, wanted)
  return planOf(runtime, signedIn, { parts, wishes, brought })
}

export async function planParts(runtime: Runtime, { person }: SignedIn): Promise<PlanParts> {
  runtime.mirror.looked()
  const [snapshot, progress] = [await runtime.mirror.snapshot(), await runtime.mirror.progress()]
  for (const kind of ['user', 'invite', 'workspace', 'api_key'])
    if (!progress.some((list) => list.kind === kind && list.complete))
      throw new Problem(
        503,
        'mirror_incomplete',
        'Steward is still reading the organization. Try again in a moment.',
        5,
      )
  return { snapshot, progress, policy: runtime.policy, sees: sightOf(snapshot, person), nowMs: Date.now() }
}

export async function planOf(
  runtime: Runtime,
  { person }: SignedIn,
  { parts, wishes, brought }: { parts: PlanParts; wishes: readonly Wish[]; brought: Brought },
): Promise<PlannedJob> {
  const planned = await planWishes(parts, person, wishes)
  const identity = identityOf(person.id, brought)
  const existing = await newestOf(runtime.database.db, identity)
  const existing_job =
    existing === null
      ? null
      : { id: existing.id, status: statusOf(existing.status), created_at: new Date(existing.created_ms).toISOString() }
  const plan = {
    ...planView(planned, runtime.budget.perMinute),
    fingerprint: fingerprintOf(person.id, planned),
    existing_job,
  }
  return { plan, planned, identity }
}

function wishesFor(parts: PlanParts, { person }: SignedIn, wanted: Wanted): { wishes: Wish[]; brought: Brought } {
  if ('changes' in wanted)
    return { wishes: wanted.changes.map((change) => ({ line: null, change })), brought: { changes: wanted.changes } }
  const { kind, text } = wanted.file
  const table = readTable(kind, text)
  if (isBadTable(table)) throw new Problem(400, table.code, table.problem)
  const records = table.records.map(({ cells }) => cells)
  const wishes = wishesOf(kind, table, { ...parts, person })
  if (wishes.length > mostChanges)
    throw new Problem(400, 'too_many_changes', 'The rows of this file mean more than 20,000 changes. Split it.')
  return { wishes, brought: { file: kind, records } }
}
