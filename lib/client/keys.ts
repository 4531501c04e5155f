import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { adminApiPaths, gatewayPath, portalPaths } from '#lib/paths.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { KeyRow, KeysView, WorkspaceDetail } from '#lib/schemas/views.ts'
import { readIfChanged, write } from './api.ts'
import { overviewKey } from './overview.ts'
import { keysKey, workspaceDetailsKey, workspacesKey } from './query-keys.ts'
import { isPartial, listDefaults, patchRow } from './views.ts'

const keyList = [...keysKey, 'list'] as const

/** Where pending changes can be looked up while they run. */
export const keyStatusChange = ['keys', 'change_status'] as const
export const keyRename = ['keys', 'rename'] as const

export function keysQuery(first?: KeysView) {
  return queryOptions({
    ...listDefaults,
    queryKey: keyList,
    queryFn: ({ client, signal }) => {
      const known = client.getQueryData<KeysView>(keyList)
      return readIfChanged(portalPaths.keys(), isPartial(known) ? undefined : known, signal)
    },
    ...(first ? { initialData: first } : {}),
  })
}

export type KeyChange = { id: string; value: string; reason?: string | undefined }

export function renameKey(client: QueryClient) {
  return keyWrite(client, keyRename, (value) => ({ name: value }))
}

/** Active, inactive or archived. Not optimistic: what is said to be off must be off. */
export function changeKeyStatus(client: QueryClient) {
  return keyWrite(client, keyStatusChange, (value) => ({ status: value }))
}

function keyWrite(client: QueryClient, mutationKey: readonly string[], bodyOf: (value: string) => object) {
  return mutationOptions({
    mutationKey,
    mutationFn: ({ id, value, reason }: KeyChange) =>
      write<ApiKey>('POST', gatewayPath(adminApiPaths.apiKey(id)), bodyOf(value), { reason }),
    onSuccess: ({ id, name, status, expires_at }) => {
      const patch = { id, name, status, expires_at }
      patchRow<KeyRow>(client, keyList, patch)
      client.setQueriesData<WorkspaceDetail>({ queryKey: workspaceDetailsKey }, (detail) =>
        detail === undefined
          ? undefined
          : { ...detail, keys: detail.keys.map((key) => (key.id === id ? { ...key, ...patch } : key)) },
      )
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keysKey })
      void client.invalidateQueries({ queryKey: workspacesKey })
      void client.invalidateQueries({ queryKey: overviewKey })
    },
    gcTime: 4_000,
  })
}
