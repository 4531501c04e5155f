import 'server-only'
import type { SessionRow, SessionsView } from '#lib/schemas/access.ts'
import type { Person } from '#lib/schemas/person.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import { agentWords } from '#lib/server/auth/agent.ts'
import { credentialOf } from '#lib/server/auth/credential.ts'
import { limitsOf } from '#lib/server/auth/person.ts'
import { livingSessions } from '#lib/server/auth/sessions.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { SessionRecord } from '#lib/server/store/schema.ts'

const mostOthers = 500

/** Sessions that still live. `credential` is the public id of the session that asks; ids tell nothing of the cookie. */
export async function readSessions(person: Person, credential: string | null): Promise<SessionsView> {
  const { env, database } = await getRuntime()
  const all = extentOf(person, 'sessions.manage') === 'all'
  const sessions = await livingSessions(database.db, limitsOf(env), Date.now(), all ? undefined : person.id)
  const row = (session: SessionRecord): SessionRow => {
    const id = credentialOf(env, { session_hash: session.sid_hash, token_id: null }) ?? ''
    return {
      id,
      browser: agentWords(session.agent),
      created_at: new Date(session.created_ms).toISOString(),
      last_seen_at: new Date(session.last_seen_ms).toISOString(),
      current: id === credential,
    }
  }
  const mine = sessions.filter((session) => session.person_id === person.id).map(row)
  if (!all) return { mine, others: null }
  const people = await database.db.selectFrom('person').select(['id', 'name', 'email']).execute()
  const known = new Map(people.map((record) => [record.id, record]))
  const others = sessions
    .filter((session) => session.person_id !== person.id)
    .slice(0, mostOthers)
    .map((session) => ({
      ...row(session),
      person: known.get(session.person_id) ?? { id: session.person_id, name: '', email: '' },
    }))
  return { mine, others }
}
