import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Finding, InviteRow, KeyRow, Overview } from '#lib/schemas/views.ts'
import { listAudit } from '#lib/server/audit/list.ts'
import { auditRow } from './audit-row.ts'
import { visibleMembers, visibleWorkspaces } from '#lib/server/reads/scope.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import { outsideFindings } from './changes.ts'
import { readInvites } from './invites.ts'
import { readKeys } from './keys.ts'
import { waitingFor } from './proposals.ts'
import { beginView } from './revision.ts'

const day = 86_400_000

/** Counts, what needs attention, and recent activity, all within the person's sight. */
export async function readOverview(person: Person): Promise<Overview> {
  const runtime = await getRuntime()
  const kinds = ['organization', 'user', 'workspace', 'api_key'] as const
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'overview', kinds)
  const seesInvites = extentOf(person, 'invites.read') !== 'none'
  const [keys, invites, activity, waiting, outside] = await Promise.all([
    readKeys(person),
    readInvites(person),
    listAudit(runtime.database, person, { limit: 50 }),
    waitingFor(person),
    outsideFindings(runtime.database, person, Date.now()),
  ])
  const [organization] = snapshot.list('organization')
  return {
    ...freshness,
    revision: `${revision}-${invites.revision}-${activity.events[0]?.id ?? ''}-${waiting.length}-${waiting[0]?.id ?? ''}-${outside[0]?.title ?? ''}`,
    organization: { id: organization?.id ?? '', name: organization?.name ?? '' },
    counts: {
      members: visibleMembers(snapshot, person).length,
      pending_invites: seesInvites ? invites.rows.filter((row) => row.status === 'pending').length : null,
      workspaces: visibleWorkspaces(snapshot, person).filter((workspace) => workspace.archived_at === null).length,
      active_keys: keys.rows.filter((key) => key.status === 'active').length,
    },
    findings: [
      ...proposalFindings(waiting),
      ...outside,
      ...keyFindings(keys.rows, Date.now()),
      ...inviteFindings(invites.rows, Date.now()),
    ],
    activity: activity.events
      .filter((event) => event.target_kind !== null)
      .slice(0, 10)
      .map((event) => auditRow(person, event)),
  }
}

function proposalFindings(waiting: readonly ProposalRecord[]): Finding[] {
  const [newest] = waiting
  if (newest === undefined) return []
  const count = waiting.length
  return [
    {
      kind: 'proposal_waiting',
      severity: 'caution',
      title: count === 1 ? '1 proposal waits for you' : `${count} proposals wait for you`,
      detail: count === 1 ? newest.summary : 'Changes that the policy wants a second person to decide',
      href: count === 1 ? pagePaths.proposal(newest.id) : pagePaths.approvals(),
    },
  ]
}

function keyFindings(keys: readonly KeyRow[], now: number): Finding[] {
  const active = keys.filter((key) => key.status === 'active')
  const expiring = active
    .filter((key) => key.expires_at !== null && Date.parse(key.expires_at) - now <= 14 * day)
    .map((key): Finding => ({
      kind: 'key_expiring',
      severity: 'caution',
      title: `${key.name} expires ${inDays(key.expires_at, now)}`,
      detail: key.workspace === null ? 'Organization-wide key' : `API key in ${key.workspace.name}`,
      href: `${pagePaths.keys()}?q=${encodeURIComponent(key.id)}`,
    }))
  const orphaned = active
    .filter((key) => key.creator?.state === 'left')
    .map((key): Finding => ({
      kind: 'owner_gone',
      severity: 'danger',
      title: `${key.name} outlived its creator`,
      detail: `Made by someone who has left; active${key.workspace === null ? '' : ` in ${key.workspace.name}`}`,
      href: `${pagePaths.keys()}?q=${encodeURIComponent(key.id)}`,
    }))
  return [...orphaned, ...expiring]
}

function inviteFindings(invites: readonly InviteRow[], now: number): Finding[] {
  return invites
    .filter((invite) => invite.status === 'pending' && Date.parse(invite.expires_at) - now <= 3 * day)
    .map((invite) => ({
      kind: 'invite_expiring',
      severity: 'caution',
      title: `The invite of ${invite.email} expires ${inDays(invite.expires_at, now)}`,
      detail: 'Resend it to give them 21 more days',
      href: `${pagePaths.invites()}?q=${encodeURIComponent(invite.email)}`,
    }))
}

function inDays(at: string | null, now: number): string {
  const days = Math.floor((Date.parse(at ?? '') - now) / day)
  if (days <= 0) return 'within a day'
  return days === 1 ? 'tomorrow' : `in ${days} days`
}
