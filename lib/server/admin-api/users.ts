import 'server-only'
import { adminApiPaths } from '#lib/paths.ts'
import { memberDeletedSchema, memberSchema } from '#lib/schemas/members.ts'
import { pageSchema } from '#lib/schemas/page.ts'
import { cursorQuery, withSignal } from './lane-call.ts'
import type { LaneCall, ListQuery } from './lane-call.ts'

const page = pageSchema(memberSchema)

/** Members of the organization, which upstream calls users (contract 8.2). */
export function usersApi(call: LaneCall) {
  return {
    list: (query: ListQuery) =>
      call(page, {
        method: 'GET',
        path: adminApiPaths.users(),
        query: cursorQuery(query),
        ...withSignal(query.signal),
      }),
    retrieve: (userId: string) => call(memberSchema, { method: 'GET', path: adminApiPaths.user(userId) }),
    update: (userId: string, body: { role: string }) =>
      call(memberSchema, { method: 'POST', path: adminApiPaths.user(userId), body }),
    /** DANGER: removes the member from the organization and archives their personal keys; there is no undo. */
    remove: (userId: string) => call(memberDeletedSchema, { method: 'DELETE', path: adminApiPaths.user(userId) }),
  }
}
