import 'server-only'
import { mostAuditRows } from '#lib/schemas/audit.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { AuditRow, View } from '#lib/schemas/views.ts'
import { listAudit } from '#lib/server/audit/list.ts'
import { auditRow } from './audit-row.ts'
import { getRuntime } from '#lib/server/runtime.ts'

/** The newest actions within the person's extent. It comes from our own database, so nothing of it is ever unread. */
export async function readAudit(person: Person): Promise<View<AuditRow>> {
  const { database } = await getRuntime()
  const { events } = await listAudit(database, person, { limit: mostAuditRows })
  const rows = events.map(auditRow)
  return {
    rows,
    total: rows.length,
    revision: `audit-${person.role ?? ''}-${rows[0]?.id ?? ''}-${rows[0]?.result ?? ''}-${rows.length}`,
    synced_at: new Date().toISOString(),
    complete: true,
    missing: [],
    upstream_problem: null,
  }
}
