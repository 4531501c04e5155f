import { queryOptions } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { PolicyView } from '#lib/schemas/views.ts'
import { readIfChanged } from './api.ts'

const policyKey = ['policy'] as const

export function policyQuery() {
  return queryOptions({
    queryKey: policyKey,
    queryFn: ({ client, signal }) =>
      readIfChanged(portalPaths.policy(), client.getQueryData<PolicyView>(policyKey), signal),
    refetchInterval: 10_000,
  })
}
