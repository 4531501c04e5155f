import 'server-only'
import type { Queryable } from '#lib/server/store/database.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'

/** Who stands behind a token that proposed: token id to its maker's person id, null for one made by command. */
export async function makersOf(
  db: Queryable,
  proposals: readonly Pick<ProposalRecord, 'requester_id'>[],
): Promise<Map<string, string | null>> {
  const ids = [...new Set(proposals.map(({ requester_id }) => requester_id))].filter((id) => id.startsWith('token_'))
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('portal_token').select(['id', 'maker_id']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, maker_id }) => [id, maker_id]))
}
