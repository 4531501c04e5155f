import 'server-only'
import { adminApiPaths } from '#lib/paths.ts'
import { costReportSchema } from '#lib/schemas/usage-reports.ts'
import { withSignal } from './lane-call.ts'
import type { LaneCall } from './lane-call.ts'

/** `limit` counts days, at most 31. */
export type CostQuery = {
  starting_at: string
  ending_at: string
  group_by: readonly ('workspace_id' | 'description')[]
  limit: number
  page?: string | undefined
  signal?: AbortSignal
}

/** Contract 12.2: by workspace and description; there is no cost by key. */
export function costApi(call: LaneCall) {
  return {
    report: ({ signal, ...query }: CostQuery) =>
      call(costReportSchema, {
        method: 'GET',
        path: adminApiPaths.costReport(),
        query: { ...query, bucket_width: '1d' },
        ...withSignal(signal),
      }),
  }
}
