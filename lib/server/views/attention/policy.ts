import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Finding, FindingItem, Severity } from '#lib/schemas/attention.ts'
import type { PolicyBreach } from '#lib/schemas/views.ts'
import { portalAdmins } from '../policy.ts'
import { breachesOf } from '../policy-breaches.ts'
import type { Finder } from './finder.ts'

const severityOf: Record<PolicyBreach['kind'], Severity> = {
  member_domain: 'caution',
  invite_domain: 'caution',
  nobody_decides: 'caution',
  role_nobody_gives: 'info',
  key_not_found: 'info',
  workspace_not_found: 'info',
  never_matches: 'info',
}

const firstFew = 3

/** What of today's organization does not fit the policy file, for those who may see it in Settings. */
export const findPolicyBreaches: Finder = async ({ person, runtime, snapshot, nowMs }) => {
  if (extentOf(person, 'settings.read') === 'none') return []
  const { policy } = await runtime.policy.current()
  const asksForAdmin = policy.approvals.some(({ by }) => by === 'admin')
  const admins = asksForAdmin ? await portalAdmins(runtime) : []
  return breachesOf(policy, snapshot, admins, nowMs).map(findingOf)
}

function findingOf({ kind, title, count, items }: PolicyBreach): Finding {
  const href = pagePaths.settings()
  const [only] = items
  return {
    id: kind,
    kind: 'policy_breach',
    severity: severityOf[kind],
    title: `${title}: ${count.toLocaleString('en')}`,
    detail: count === 1 && only !== undefined ? only.label : 'Found by the policy’s dry run',
    href,
    act: { kind: 'open', label: 'See the dry run', href },
    first: count === 1 ? [] : items.slice(0, firstFew).map((item) => itemOf(item, href)),
  }
}

function itemOf({ label, href }: PolicyBreach['items'][number], elsewhere: string): FindingItem {
  const there = href ?? elsewhere
  return { id: label, title: label, detail: '', href: there, act: { kind: 'open', label: 'Look', href: there } }
}
