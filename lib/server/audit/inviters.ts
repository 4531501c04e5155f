import 'server-only'
import type { Database } from '#lib/server/store/database.ts'

/** Who sent an invite through Steward, by invite id. Invites that are missing here were sent outside Steward. */
export async function invitersOf(database: Database): Promise<Map<string, string>> {
  const rows = await database.db
    .selectFrom('audit_event')
    .select(['target_id', 'actor_name'])
    .where('kind', '=', 'outcome')
    .where('result', '=', 'succeeded')
    .where('action', 'in', ['invite.create', 'invite.resend', 'invite.change_role'])
    .execute()
  return new Map(rows.flatMap((row) => (row.target_id === null ? [] : [[row.target_id, row.actor_name]])))
}
