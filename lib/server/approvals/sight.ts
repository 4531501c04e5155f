import 'server-only'
import { extentOf, reaches } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import type { Maker } from './makers.ts'

/**
 * How far a portal role lets a person see. Whoever is bound to workspaces sees nothing beyond them, not even what they
 * proposed while they could: it names the workspace.
 */
export function seesProposal(
  person: Person,
  record: Pick<ProposalRecord, 'requester_id' | 'workspace_id'>,
  makers: ReadonlyMap<string, Pick<Maker, 'id'>>,
): boolean {
  if (extentOf(person, 'proposals.read') === 'own')
    return record.requester_id === person.id || makers.get(record.requester_id)?.id === person.id
  return reaches(person, 'proposals.read', record.workspace_id)
}

/** The same as a question to the database: the newest `limit` that wait, or that do not, newest first. */
export async function listProposals(
  db: Queryable,
  person: Person,
  which: 'waiting' | 'over',
  limit: number,
): Promise<ProposalRecord[]> {
  const extent = extentOf(person, 'proposals.read')
  if (extent === 'none') return []
  let select = db
    .selectFrom('proposal')
    .selectAll()
    .where('status', which === 'waiting' ? '=' : '<>', 'waiting')
    .orderBy('created_ms', 'desc')
    .orderBy('id')
    .limit(limit)
  if (extent === 'scope') {
    if (person.workspaces === 'all' || person.workspaces.length === 0) return []
    select = select.where('workspace_id', 'in', person.workspaces)
  }
  if (extent === 'own')
    select = select.where((eb) =>
      eb.or([
        eb('requester_id', '=', person.id),
        eb('requester_id', 'in', eb.selectFrom('portal_token').select('id').where('maker_id', '=', person.id)),
      ]),
    )
  return select.execute()
}
