import 'server-only'
import type { Person } from '#lib/schemas/person.ts'
import type { AuditRow, View } from '#lib/schemas/views.ts'
import { listAudit } from '#lib/server/audit/list.ts'
import { getRuntime } from '#lib/server/runtime.ts'

/** How many actions the page shows at most. */
const mostRows = 2_000

/** The newest actions within the person's extent. `complete` is false when there are more than shown. */
export async function readAudit(person: Person): Promise<View<AuditRow>> {
  const { database } = await getRuntime()
  const { rows, next } = await listAudit(database, person, { limit: mostRows })
  return {
    rows,
    total: rows.length,
    revision: `audit-${person.role ?? ''}-${rows[0]?.id ?? ''}-${rows[0]?.result ?? ''}-${rows.length}`,
    synced_at: new Date().toISOString(),
    complete: next === null,
    missing: next === null ? [] : [`actions before ${rows.at(-1)?.at ?? ''}`],
    upstream_problem: null,
  }
}
