import 'server-only'
import { createHash } from 'node:crypto'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Overview } from '#lib/schemas/views.ts'
import { listAudit } from '#lib/server/audit/list.ts'
import { visibleMembers, visibleWorkspaces } from '#lib/server/reads/scope.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { findAttention } from './attention/attention.ts'
import { auditRow } from './audit-row.ts'
import { readInvites } from './invites.ts'
import { readKeys } from './keys.ts'
import { beginView } from './revision.ts'

/** Counts, what needs attention, and recent activity, all within the person's sight. */
export async function readOverview(person: Person): Promise<Overview> {
  const runtime = await getRuntime()
  const kinds = ['organization', 'user', 'workspace', 'api_key'] as const
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'overview', kinds)
  const seesInvites = extentOf(person, 'invites.read') !== 'none'
  const [keys, invites, activity] = await Promise.all([
    readKeys(person),
    readInvites(person),
    listAudit(runtime.database, person, { limit: 50 }),
  ])
  const { missing } = freshness
  const looked = { person, runtime, snapshot, missing, keys: keys.rows, invites: invites.rows, nowMs: Date.now() }
  const findings = await findAttention(looked)
  const [organization] = snapshot.list('organization')
  return {
    ...freshness,
    revision: `${revision}-${invites.revision}-${activity.events[0]?.id ?? ''}-${digest(findings)}`,
    organization: { id: organization?.id ?? '', name: organization?.name ?? '' },
    counts: {
      members: visibleMembers(snapshot, person).length,
      pending_invites: seesInvites ? invites.rows.filter((row) => row.status === 'pending').length : null,
      workspaces: visibleWorkspaces(snapshot, person).filter((workspace) => workspace.archived_at === null).length,
      active_keys: keys.rows.filter((key) => key.status === 'active').length,
    },
    findings,
    activity: activity.events
      .filter((event) => event.target_kind !== null)
      .slice(0, 10)
      .map((event) => auditRow(person, event)),
  }
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}
