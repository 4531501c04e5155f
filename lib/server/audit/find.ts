import 'server-only'
import type { Person } from '#lib/schemas/person.ts'
import { extentOf, reaches } from '#lib/rules/permissions.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { alsoTold } from './also-told.ts'
import type { ListedEvent } from './also-told.ts'

/** What is known of one action, by its intent's id or its own: the outcome when there is one. Null when out of sight. */
export async function findAction(database: Database, person: Person, id: string): Promise<ListedEvent | null> {
  const events = await database.db
    .selectFrom('audit_event')
    .selectAll()
    .where((eb) => eb.or([eb('id', '=', id), eb('intent_id', '=', id)]))
    .orderBy('seq')
    .execute()
  const found = events.findLast(({ kind }) => kind === 'outcome') ?? events.at(-1)
  if (found === undefined || !sees(person, found)) return null
  const [told] = await alsoTold(database, [found])
  return told ?? null
}

function sees(person: Person, event: AuditEvent): boolean {
  if (extentOf(person, 'audit.read') === 'own') return event.actor_id === person.id
  return reaches(person, 'audit.read', event.workspace_id)
}
