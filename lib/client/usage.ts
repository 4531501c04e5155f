import { queryOptions } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { Measured, SpendView, WorkspaceUsage } from '#lib/schemas/usage.ts'
import { readIfChanged } from './api.ts'

const spendKey = ['spend'] as const
const workspaceUsageKey = (id: string) => ['workspace_usage', id] as const

const freshFor = 60_000
/** While the first reading is under way its figures are looked for more often. */
const whileReading = 5_000

function nextLook(cost: Measured | undefined): number {
  return cost !== undefined && !cost.complete && cost.problem === null ? whileReading : freshFor
}

export function spendQuery() {
  return queryOptions({
    queryKey: spendKey,
    queryFn: ({ client, signal }) =>
      readIfChanged(portalPaths.spend(), client.getQueryData<SpendView>(spendKey), signal),
    refetchInterval: (query) => nextLook(query.state.data?.cost),
  })
}

export function workspaceUsageQuery(id: string) {
  const queryKey = workspaceUsageKey(id)
  return queryOptions({
    queryKey,
    queryFn: ({ client, signal }) =>
      readIfChanged(portalPaths.workspaceUsage(id), client.getQueryData<WorkspaceUsage>(queryKey), signal),
    refetchInterval: (query) => nextLook(query.state.data?.cost),
  })
}
