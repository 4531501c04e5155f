import 'server-only'
import { adminApiPaths } from '#lib/paths.ts'
import { claudeCodeReportSchema } from '#lib/schemas/usage-reports.ts'
import { withSignal } from './lane-call.ts'
import type { LaneCall } from './lane-call.ts'

/** `starting_at` is a date like 2026-11-24, and the answer is that day alone. */
export type ClaudeCodeQuery = { starting_at: string; limit: number; page?: string | undefined; signal?: AbortSignal }

/** Contract 12.3. */
export function claudeCodeApi(call: LaneCall) {
  return {
    day: ({ signal, ...query }: ClaudeCodeQuery) =>
      call(claudeCodeReportSchema, {
        method: 'GET',
        path: adminApiPaths.claudeCodeUsage(),
        query,
        ...withSignal(signal),
      }),
  }
}
