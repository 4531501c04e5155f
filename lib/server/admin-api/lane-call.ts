import 'server-only'
import type { z } from 'zod'
import type { Answer } from './client.ts'
import type { UpstreamRequest } from './transport.ts'

/** A call whose lane is already chosen. */
export type LaneCall = <S extends z.ZodType>(schema: S, request: UpstreamRequest) => Promise<Answer<z.infer<S>>>

/** Query of an id-cursor list (contract 4.1). At most one of the cursors. */
export type ListQuery = { limit?: number; after_id?: string; before_id?: string; signal?: AbortSignal }

export function cursorQuery(query: ListQuery): Record<string, string | number | undefined> {
  return { limit: query.limit, after_id: query.after_id, before_id: query.before_id }
}

export function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}
