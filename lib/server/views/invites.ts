import 'server-only'
import type { Person } from '#lib/schemas/person.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { InviteRow, View } from '#lib/schemas/views.ts'
import { invitersOf } from '#lib/server/audit/inviters.ts'
import { agedInvite } from '#lib/server/reads/invites.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { beginView } from './revision.ts'

/** All invites with who sent them, in list order; empty for someone who may not see invites. */
export async function readInvites(person: Person): Promise<View<InviteRow>> {
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'invites', ['invite'])
  if (extentOf(person, 'invites.read') === 'none') return { ...freshness, revision, rows: [], total: 0 }
  const invites = snapshot.list('invite')
  const inviters = await invitersOf(
    runtime.database,
    invites.map(({ id }) => id),
  )
  const now = Date.now()
  const rows = invites.map((stored): InviteRow => {
    const { rbac_group_ids: _, ...invite } = agedInvite(stored, now)
    return { ...invite, invited_by: inviters.get(invite.id) ?? null }
  })
  const expired = rows.filter((row) => row.status === 'expired').length
  return { ...freshness, revision: `${revision}-${expired}-${inviters.size}`, rows, total: rows.length }
}
