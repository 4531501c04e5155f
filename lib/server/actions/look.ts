import 'server-only'
import type { OrganizationApi } from '#lib/server/admin-api/admin-api.ts'
import type { Answer } from '#lib/server/admin-api/client.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import { NamedError } from '#lib/server/named-error.ts'
import type { Database } from '#lib/server/store/database.ts'
import { makingNames } from './catalogue.ts'
import type { Action, ReadBack } from './define.ts'

export type Place = {
  database: Database
  admin: OrganizationApi
  /** Whether the action of this open intent may at this moment be making an object of its own. */
  isUnderWay: (intentId: string, instance: string) => Promise<boolean>
}
type Looked<I, O> = { intentId: string; input: I; object: O; sinceMs: number }

/** Something is there that may be this action's work or that of another one under way; look again later. */
export class ContestedError extends NamedError {
  static override readonly errorName = 'ContestedError'
}

/**
 * Reads back whether an action happened; what another action is known to have made is not taken for its work.
 * Throws ContestedError, and what the Admin API throws.
 */
export async function look<I, B, R, O>(
  place: Place,
  action: Action<I, B, R, O>,
  { intentId, input, object, sinceMs }: Looked<I, O>,
): Promise<ReadBack<R>> {
  if (action.created === undefined) return action.readBack(place, input, object, sinceMs)
  const { kind, id } = action.target(input)
  let contested = false
  const sift = async <P extends { data: { id: string }[] }>(answer: Answer<P>): Promise<Answer<P>> => {
    const { data } = answer.value
    // In this order: whoever made one of these is still under way now, or has told of it before the log is asked.
    contested = await othersAreMaking(place, kind, intentId)
    const ids = data.map((one) => one.id)
    // The object that a new one replaces was there before.
    const known = new Set([id, ...(await madeByOthers(place.database, { kind, ids, intentId }))])
    return { ...answer, value: { ...answer.value, data: data.filter((one) => !known.has(one.id)) } }
  }
  const seen = await action.readBack({ admin: sifting(place.admin, sift) }, input, object, sinceMs)
  if (contested && seen.state === 'applied') throw new ContestedError('Another action may have made what is there.')
  return seen
}

type Sift = <P extends { data: { id: string }[] }>(answer: Answer<P>) => Promise<Answer<P>>

/** The lists that a new object is looked for in, and everything else as it is. */
function sifting(admin: OrganizationApi, sift: Sift): OrganizationApi {
  return {
    ...admin,
    invites: { ...admin.invites, list: async (query) => sift(await admin.invites.list(query)) },
    workspaces: { ...admin.workspaces, list: async (query) => sift(await admin.workspaces.list(query)) },
  }
}

async function othersAreMaking({ database, isUnderWay }: Place, kind: Kind, intentId: string): Promise<boolean> {
  const others = await database.db
    .selectFrom('open_intent')
    .innerJoin('audit_event', 'audit_event.id', 'open_intent.intent_id')
    .select(['open_intent.intent_id', 'open_intent.instance'])
    .where('audit_event.target_kind', '=', kind)
    .where('audit_event.action', 'in', makingNames)
    .where('open_intent.intent_id', '<>', intentId)
    .execute()
  for (const { intent_id, instance } of others) if (await isUnderWay(intent_id, instance)) return true
  return false
}

type Found = { kind: Kind; ids: readonly string[]; intentId: string }

/** Of these, the ones that the audit log knows to be made by another action. Of each kind by itself: ids may repeat. */
async function madeByOthers({ db }: Database, { kind, ids, intentId }: Found): Promise<string[]> {
  if (ids.length === 0) return []
  const made = await db
    .selectFrom('audit_event')
    .select('target_id')
    .where('target_kind', '=', kind)
    .where('target_id', 'in', ids)
    .where('kind', '=', 'outcome')
    .where('result', '=', 'succeeded')
    .where('action', 'in', makingNames)
    .where('intent_id', '<>', intentId)
    .execute()
  return made.flatMap(({ target_id }) => (target_id === null ? [] : [target_id]))
}
