import { queryOptions } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { Overview } from '#lib/schemas/views.ts'
import { readIfChanged } from './api.ts'

export const overviewKey = ['overview'] as const

const freshFor = 30_000

export function overviewQuery(first: Overview) {
  return queryOptions({
    queryKey: overviewKey,
    queryFn: ({ client, signal }) =>
      readIfChanged(portalPaths.overview(), client.getQueryData<Overview>(overviewKey), signal),
    staleTime: freshFor,
    refetchInterval: freshFor,
    initialData: first,
  })
}
