import 'server-only'
import type { Queryable } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'

/** What became of an intent; null while it is open. A correction is newer than what it corrects. */
export async function newestOutcome(db: Queryable, intentId: string): Promise<AuditEvent | null> {
  const outcome = await db
    .selectFrom('audit_event')
    .selectAll()
    .where('intent_id', '=', intentId)
    .where('kind', '=', 'outcome')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return outcome ?? null
}
