import 'server-only'
import { holdsIn } from '#lib/rules/holds.ts'
import { isOver, reportKeys, whatIsOpen, whatIsOpenInSteward, whatRemains } from '#lib/rules/offboarding-report.ts'
import type { PresentFacts } from '#lib/rules/offboarding-report.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { JobDetail } from '#lib/schemas/jobs.ts'
import type { Holdings, OffboardingReport, StewardHoldings } from '#lib/schemas/offboarding.ts'
import type { Person } from '#lib/schemas/person.ts'
import { snapshotAt } from '#lib/server/mirror/past.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { holdingsOf } from './holdings.ts'
import { readJob } from './jobs.ts'
import { keyRow } from './key-row.ts'
import { holdingKinds } from './offboarding.ts'
import { reportRows, stewardActs } from './report-events.ts'
import { beginView } from './revision.ts'
import { stewardHoldings } from './steward-holdings.ts'

/**
 * The report of one offboarding job: what it did from its rows, the audit log and the mirror's history, so that it can
 * be made again at any time, and what is true now. null when there is no such job in sight of somebody who sees the
 * whole organization.
 */
export async function readOffboardingReport(person: Person, jobId: string): Promise<OffboardingReport | null> {
  const seesAll = (['members.read', 'keys.read', 'invites.read', 'workspaces.read'] as const).every(
    (power) => holdsIn(person, power, null).allowed,
  )
  const detail = seesAll ? await readJob(person, jobId) : null
  const userId = detail?.job.user_id ?? null
  if (detail === null || userId === null) return null
  const runtime = await getRuntime()
  const { snapshot, freshness } = await beginView(runtime, person, `report ${jobId}`, holdingKinds)
  const held = await heldThen(runtime, detail, userId)
  const { policy } = await runtime.policy.current()
  const now = presentFacts(snapshot, freshness.missing, (key) => keyRow(snapshot, policy.protected, key))
  const keys = reportKeys(held, detail.rows, now)
  const { job } = detail
  const member = held?.member ?? null
  const left = await leftInSteward(runtime, job, member)
  const seesSteward = extentOf(person, 'sessions.manage') === 'all'
  const open = [...whatIsOpen(detail, keys, now), ...whatIsOpenInSteward(left, seesSteward)]
  return {
    type: 'offboarding_report',
    job: {
      id: job.id,
      title: job.title,
      status: job.status,
      reason: job.reason,
      created_at: job.created_at,
      ended_at: job.ended_at,
    },
    started_by: job.starter.name,
    member,
    held:
      held === null
        ? null
        : { every_workspace: held.every_workspace, memberships: held.memberships, invites: held.invites },
    rows: await reportRows(runtime, person, detail.rows),
    keys,
    complete: isOver(job) && open.length === 0,
    open,
    remains: whatRemains({ member, rows: detail.rows, keys, now }),
    steward: seesSteward && member !== null ? await stewardPart(runtime, job, left) : null,
    made_at: new Date().toISOString(),
    mirror_at: freshness.synced_at,
  }
}

/** As the mirror knew it when the job was made; null where it did not know them. */
async function heldThen(runtime: Runtime, { job }: JobDetail, userId: string): Promise<Holdings | null> {
  const atMs = Date.parse(job.created_at)
  const snapshot = await snapshotAt(runtime.database, holdingKinds, atMs, userId)
  const { policy } = await runtime.policy.current()
  return holdingsOf({ snapshot, rules: policy.protected, recentUseOf: () => null, nowMs: atMs }, userId)
}

type RowOf = (key: Parameters<typeof keyRow>[2]) => ReturnType<typeof keyRow>

function presentFacts(snapshot: Snapshot, missing: readonly string[], rowOf: RowOf): PresentFacts {
  return {
    missing,
    member: (id) => snapshot.get('user', id) !== undefined,
    invitePending: (id) => snapshot.get('invite', id)?.status === 'pending',
    membership: (workspaceId, userId) => snapshot.get('workspace_member', userId, workspaceId) !== undefined,
    key: (id) => {
      const key = snapshot.get('api_key', id)
      if (key === undefined) return null
      const { name, partial_key_hint, workspace, kind, status } = rowOf(key)
      return { name, hint: partial_key_hint, workspace: workspace?.name ?? null, kind, status }
    },
  }
}

/** What works in Steward with the address as it was. */
async function leftInSteward(
  runtime: Runtime,
  job: JobDetail['job'],
  member: Holdings['member'] | null,
): Promise<StewardHoldings[]> {
  const left = member === null ? [] : await stewardHoldings(runtime, member.email)
  return left.map((held) => ({ ...held, jobs: held.jobs.filter(({ id }) => id !== job.id) }))
}

/** Steward's own part ends before the job starts, within the minutes that a fresh sign-in may take. */
const aheadMs = 15 * 60_000

async function stewardPart(
  runtime: Runtime,
  job: JobDetail['job'],
  left: StewardHoldings[],
): Promise<OffboardingReport['steward']> {
  const people = left.map((held) => held.person.id)
  return { done: await stewardActs(runtime.database, people, Date.parse(job.created_at) - aheadMs), left }
}
