import 'server-only'
import { createHash } from 'node:crypto'
import { holdsIn } from '#lib/rules/holds.ts'
import { protectionVerdict } from '#lib/rules/protection.ts'
import type { Holdings, OffboardingView, PastOffboarding } from '#lib/schemas/offboarding.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import { statusOf } from '#lib/server/jobs/status.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { holdingsOf } from './holdings.ts'
import { recentUse } from './recent-use.ts'
import { beginView } from './revision.ts'
import { stewardHoldings } from './steward-holdings.ts'

const mostPast = 5

export const holdingKinds = ['user', 'workspace', 'workspace_member', 'api_key', 'invite'] as const

/** Everything a member holds; null when not there, or when the person may not offboard anybody. */
export async function readOffboarding(person: Person, userId: string): Promise<OffboardingView | null> {
  if (!holdsIn(person, 'members.remove', null).allowed) return null
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, `offboarding ${userId}`, holdingKinds)
  const { policy } = await runtime.policy.current()
  const holdings = holdingsOf(
    { snapshot, rules: policy.protected, recentUseOf: await recentUse(runtime), nowMs: Date.now() },
    userId,
  )
  if (holdings === null) return null
  const told = {
    holdings,
    removal_refusal: removalRefusal(policy.protected, holdings),
    steward: await stewardHoldings(runtime, holdings.member.email),
    jobs: await pastOffboardings(runtime, userId),
  }
  const sum = createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 22)
  return { ...freshness, revision: `${revision}-${sum}`, ...told }
}

/** What `askPolicy` will say of the removal, by the mirror. */
function removalRefusal(rules: PolicyRules['protected'], { keys }: Holdings): string | null {
  const ending_keys = keys.filter((key) => key.acts_as_them && key.status !== 'archived')
  const workspace = { id: null, tags: [] }
  const verdict = protectionVerdict(rules, { actions: ['member.remove'], workspace, facts: { ending_keys } })
  return verdict.allowed ? null : verdict.reason
}

/** Whoever may offboard sees all jobs. */
async function pastOffboardings(runtime: Runtime, userId: string): Promise<PastOffboarding[]> {
  const jobs = await runtime.database.db
    .selectFrom('job')
    .select(['id', 'title', 'status', 'created_ms'])
    .where('kind', '=', 'offboarding')
    .where('user_id', '=', userId)
    .orderBy('created_ms', 'desc')
    .limit(mostPast)
    .execute()
  return jobs.map(({ id, title, status, created_ms }) => ({
    id,
    title,
    status: statusOf(status),
    created_at: new Date(created_ms).toISOString(),
  }))
}
