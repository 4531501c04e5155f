import { queryOptions } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { AccessMatrix, KeyReach } from '#lib/schemas/access-matrix.ts'
import { readIfChanged } from './api.ts'
import { keysKey, membersKey } from './query-keys.ts'
import { isPartial, listDefaults } from './views.ts'

/** Under the members: whatever makes their list old makes this old, too. */
const accessKey = [...membersKey, 'access'] as const

/** Members × workspaces. `first` is what the server rendered into the page. */
export function accessQuery(first?: AccessMatrix) {
  return queryOptions({
    ...listDefaults,
    // A change made elsewhere a moment ago must not be missing when somebody comes here.
    staleTime: 0,
    queryKey: accessKey,
    queryFn: ({ client, signal }) => {
      const known = client.getQueryData<AccessMatrix>(accessKey)
      return readIfChanged(portalPaths.access(), isPartial(known) ? undefined : known, signal)
    },
    ...(first ? { initialData: first } : {}),
  })
}

/** Who can reach one key, and how. */
export function keyReachQuery(id: string) {
  const queryKey = [...keysKey, 'reach', id] as const
  return queryOptions({
    queryKey,
    queryFn: ({ client, signal }) =>
      readIfChanged(portalPaths.keyAccess(id), client.getQueryData<KeyReach>(queryKey), signal),
  })
}
