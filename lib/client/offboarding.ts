import { queryOptions } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { OffboardingView } from '#lib/schemas/offboarding.ts'
import { readIfChanged } from './api.ts'
import { membersKey } from './query-keys.ts'

/** Everything a member holds; looked at anew every half minute, because people go on working meanwhile. */
export function offboardingQuery(id: string, first: OffboardingView) {
  const queryKey = [...membersKey, 'offboarding', id]
  return queryOptions({
    queryKey,
    queryFn: ({ client, signal }) =>
      readIfChanged(portalPaths.offboarding(id), client.getQueryData<OffboardingView>(queryKey), signal),
    initialData: first,
    refetchInterval: 30_000,
  })
}
