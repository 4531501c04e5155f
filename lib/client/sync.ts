import { mutationOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import { write } from './api.ts'

/** Asks the mirror to read upstream now; every view is stale afterwards. */
export function syncNow(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['sync'],
    mutationFn: () => write<unknown>('POST', portalPaths.sync()),
    onSettled: () => void client.invalidateQueries(),
  })
}
