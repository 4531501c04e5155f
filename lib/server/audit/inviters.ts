import 'server-only'
import type { Database } from '#lib/server/store/database.ts'

/** How many ids one statement asks for. */
const atOnce = 500

/** Who sent these invites through Steward, by invite id. Those that are missing here were sent outside Steward. */
export async function invitersOf(database: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const inviters = new Map<string, string>()
  for (let at = 0; at < ids.length; at += atOnce)
    for (const row of await senders(database, ids.slice(at, at + atOnce)))
      if (row.target_id !== null) inviters.set(row.target_id, row.actor_name)
  return inviters
}

function senders({ db }: Database, ids: readonly string[]) {
  return db
    .selectFrom('audit_event')
    .select(['target_id', 'actor_name'])
    .where('target_kind', '=', 'invite')
    .where('target_id', 'in', ids)
    .where('kind', '=', 'outcome')
    .where('result', '=', 'succeeded')
    .where('action', 'in', ['invite.create', 'invite.resend', 'invite.change_role'])
    .orderBy('seq')
    .execute()
}
