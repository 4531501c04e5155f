import 'server-only'
import { adminApiPaths } from '#lib/paths.ts'
import { inviteDeletedSchema, inviteSchema } from '#lib/schemas/invites.ts'
import { pageSchema } from '#lib/schemas/page.ts'
import { cursorQuery, withSignal } from './lane-call.ts'
import type { LaneCall, ListQuery } from './lane-call.ts'

const page = pageSchema(inviteSchema)

/** Contract 8.3. */
export function invitesApi(call: LaneCall) {
  return {
    list: (query: ListQuery & { email?: string }) =>
      call(page, {
        method: 'GET',
        path: adminApiPaths.invites(),
        query: { ...cursorQuery(query), email: query.email },
        ...withSignal(query.signal),
      }),
    retrieve: (inviteId: string) => call(inviteSchema, { method: 'GET', path: adminApiPaths.invite(inviteId) }),
    /** Sends an e-mail at once. Never repeat after a lost answer without looking for the pending invite first. */
    create: (body: { email: string; role: string }) =>
      call(inviteSchema, { method: 'POST', path: adminApiPaths.invites(), body }),
    delete: (inviteId: string) => call(inviteDeletedSchema, { method: 'DELETE', path: adminApiPaths.invite(inviteId) }),
  }
}
