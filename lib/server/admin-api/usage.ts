import 'server-only'
import { adminApiPaths } from '#lib/paths.ts'
import { usageReportSchema } from '#lib/schemas/usage-reports.ts'
import { withSignal } from './lane-call.ts'
import type { LaneCall } from './lane-call.ts'

/** Times are RFC 3339; `ending_at` is exclusive; `limit` counts buckets. */
export type UsageQuery = {
  starting_at: string
  ending_at: string
  bucket_width: '1h' | '1d'
  group_by: readonly ('api_key_id' | 'workspace_id' | 'model' | 'service_account_id')[]
  limit: number
  page?: string | undefined
  signal?: AbortSignal
}

/** Contract 12.1. */
export function usageApi(call: LaneCall) {
  return {
    messages: ({ signal, ...query }: UsageQuery) =>
      call(usageReportSchema, { method: 'GET', path: adminApiPaths.usageMessages(), query, ...withSignal(signal) }),
  }
}
