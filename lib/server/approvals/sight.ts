import 'server-only'
import { extentOf, reaches } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'

/** Everybody sees what they, or their token, asked for; others as far as their portal role lets them. */
export function seesProposal(
  person: Person,
  record: ProposalRecord,
  makers: ReadonlyMap<string, string | null>,
): boolean {
  if (extentOf(person, 'proposals.read') === 'none') return false
  if (record.requester_id === person.id || makers.get(record.requester_id) === person.id) return true
  return reaches(person, 'proposals.read', record.workspace_id)
}
