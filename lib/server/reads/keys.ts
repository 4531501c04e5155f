import 'server-only'
import { z } from 'zod'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { reaches } from '#lib/rules/permissions.ts'
import { apiKeyId, userId, workspaceId } from '#lib/schemas/ids.ts'
import { keyStatuses } from '#lib/schemas/keys.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import { shapeForVersion } from '#lib/server/http/version.ts'
import { defineRead } from './define.ts'
import { absent, listFromMirror } from './lists.ts'
import { cursorParams } from './paginate.ts'
import { visibleKeys } from './scope.ts'

/** A key passes its expiry by the clock, with no write upstream: the mirror's copy is aged when it is read. */
export function agedKey(key: ApiKey, nowMs: number): ApiKey {
  const over = key.expires_at !== null && Date.parse(key.expires_at) <= nowMs
  return over && (key.status === 'active' || key.status === 'inactive') ? { ...key, status: 'expired' } : key
}

export const listApiKeys = defineRead({
  power: 'keys.read',
  input: z.object({
    ...cursorParams(apiKeyId),
    status: z.enum(keyStatuses).optional(),
    workspace_id: workspaceId.optional(),
    created_by_user_id: userId.optional(),
  }),
  run: (context, { status, workspace_id, created_by_user_id, ...query }) => {
    const now = Date.now()
    return listFromMirror(
      context,
      {
        kind: 'api_key',
        idOf: (key) => key.id,
        items: (snapshot) =>
          visibleKeys(snapshot, context.person)
            .map((key) => agedKey(key, now))
            .filter(
              (key) =>
                (status === undefined || key.status === status) &&
                (workspace_id === undefined || workspaceOfKey(key) === workspace_id) &&
                (created_by_user_id === undefined || key.created_by?.id === created_by_user_id),
            ),
      },
      query,
    )
  },
})

export const retrieveApiKey = defineRead({
  power: 'keys.read',
  input: z.object({ api_key_id: apiKeyId }),
  run: async ({ runtime, person, api_version }, { api_key_id }) => {
    runtime.mirror.looked()
    const snapshot = await runtime.mirror.snapshot()
    const key = snapshot.get('api_key', api_key_id)
    if (key === undefined || !reaches(person, 'keys.read', workspaceOfKey(key)))
      throw await absent(runtime, 'api_key', api_key_id)
    return { body: shapeForVersion(agedKey(key, Date.now()), api_version, snapshot.defaultWorkspaceId) }
  },
})
