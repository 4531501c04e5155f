import 'server-only'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import type { Answer } from '#lib/server/admin-api/client.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Database } from '#lib/server/store/database.ts'
import { makingNames } from './catalogue.ts'
import type { Action, ReadBack } from './define.ts'

type Place = { database: Database; admin: AdminApi }
type Looked<I, O> = { input: I; object: O; sinceMs: number }

/** Reads back whether an action happened; what another action is known to have made is not taken for its work. */
export function look<I, B, R, O>(
  { database, admin }: Place,
  action: Action<I, B, R, O>,
  { input, object, sinceMs }: Looked<I, O>,
): Promise<ReadBack<R>> {
  if (action.created === undefined) return action.readBack({ admin }, input, object, sinceMs)
  const seen = withoutKnown(database, admin, action.target(input).id)
  return action.readBack({ admin: seen }, input, object, sinceMs)
}

/** `targetId` is the object that a new one replaces: it was there before. */
function withoutKnown(database: Database, admin: AdminApi, targetId: string | null): AdminApi {
  const sift = async <T extends { id: string }, P extends { data: T[] }>(kind: Kind, answer: Answer<P>) => {
    const { data } = answer.value
    const ids = data.map(({ id }) => id)
    const known = new Set([targetId, ...(await madeAlready(database, kind, ids))])
    return { ...answer, value: { ...answer.value, data: data.filter(({ id }) => !known.has(id)) } }
  }
  return {
    ...admin,
    invites: { ...admin.invites, list: async (query) => sift('invite', await admin.invites.list(query)) },
    workspaces: { ...admin.workspaces, list: async (query) => sift('workspace', await admin.workspaces.list(query)) },
  }
}

/** Of these, the ones that the audit log knows to be made by an action. Of each kind by itself: ids may repeat. */
async function madeAlready({ db }: Database, kind: Kind, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const made = await db
    .selectFrom('audit_event')
    .select('target_id')
    .where('target_kind', '=', kind)
    .where('target_id', 'in', ids)
    .where('kind', '=', 'outcome')
    .where('result', '=', 'succeeded')
    .where('action', 'in', makingNames)
    .execute()
  return made.flatMap(({ target_id }) => (target_id === null ? [] : [target_id]))
}
