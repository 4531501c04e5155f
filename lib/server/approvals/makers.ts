import 'server-only'
import type { Queryable } from '#lib/server/store/database.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'

/** The person behind a token. */
export type Maker = { id: string; subject: string; email: string }

/** Who stands behind the tokens that proposed, by token id. A token made by command has nobody. */
export async function makersOf(
  db: Queryable,
  proposals: readonly Pick<ProposalRecord, 'requester_id'>[],
): Promise<Map<string, Maker>> {
  const ids = [...new Set(proposals.map(({ requester_id }) => requester_id))].filter((id) => id.startsWith('token_'))
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('portal_token')
    .innerJoin('person', 'person.id', 'portal_token.maker_id')
    .select(['portal_token.id as token_id', 'person.id', 'person.subject', 'person.email'])
    .where('portal_token.id', 'in', ids)
    .execute()
  return new Map(rows.map(({ token_id, ...maker }) => [token_id, maker]))
}
