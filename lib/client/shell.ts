import { queryOptions } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { Shell } from '#lib/schemas/shell.ts'
import { readIfChanged } from './api.ts'

const shellKey = ['shell'] as const

const freshFor = 30_000

/** `first` came with the page; afterwards the layout stays, whatever page is opened, so it must look for news itself. */
export function shellQuery(first: Shell) {
  return queryOptions({
    queryKey: shellKey,
    queryFn: ({ client, signal }) => readIfChanged(portalPaths.shell(), client.getQueryData<Shell>(shellKey), signal),
    staleTime: freshFor,
    refetchInterval: freshFor,
    initialData: first,
  })
}
