import 'server-only'
import { adminApiPaths } from '#lib/paths.ts'
import { apiKeySchema } from '#lib/schemas/keys.ts'
import { pageSchema } from '#lib/schemas/page.ts'
import { cursorQuery, withSignal } from './lane-call.ts'
import type { LaneCall, ListQuery } from './lane-call.ts'

const page = pageSchema(apiKeySchema)

/** Contract 8.6. Keys are made in the Claude Console only. */
export function apiKeysApi(call: LaneCall) {
  return {
    list: (query: ListQuery) =>
      call(page, {
        method: 'GET',
        path: adminApiPaths.apiKeys(),
        query: cursorQuery(query),
        ...withSignal(query.signal),
      }),
    retrieve: (id: string) => call(apiKeySchema, { method: 'GET', path: adminApiPaths.apiKey(id) }),
    /** DANGER: `archived` is permanent. `inactive` is the reversible way to stop a key. */
    update: (id: string, body: { name?: string | null | undefined; status?: string | null | undefined }) =>
      call(apiKeySchema, { method: 'POST', path: adminApiPaths.apiKey(id), body }),
  }
}
