import 'server-only'
import type { ExpressionBuilder } from 'kysely'
import { jobKinds, jobRowStatuses } from '#lib/schemas/jobs.ts'
import type { JobKind, JobRowStatus, JobStatus } from '#lib/schemas/jobs.ts'
import type { Schema } from '#lib/server/store/schema.ts'

/** Words of the database as words of the wire; what a newer version wrote and this one does not know is told as the last. */

const statuses: readonly JobStatus[] = ['running', 'waiting', 'cancelling', 'cancelled', 'done']

export function statusOf(text: string): JobStatus {
  return statuses.find((status) => status === text) ?? 'done'
}

export function rowStatusOf(text: string): JobRowStatus {
  return jobRowStatuses.find((status) => status === text) ?? 'unknown'
}

export function kindOf(text: string): JobKind {
  return jobKinds.find((kind) => kind === text) ?? 'bulk'
}

/** Still to come, or under way. */
export const openStatuses: readonly JobRowStatus[] = ['queued', 'running', 'scheduled', 'proposed']

const retryableStatuses: readonly JobRowStatus[] = ['failed', 'unknown', 'refused', 'cancelled', 'skipped']

/** What may be tried again: not what the plan refused, which nobody agreed to; that has to be planned anew. */
export function mayBeRetried(eb: ExpressionBuilder<Schema, 'job_row'>) {
  const hadItsTurn = eb.or([eb('status', '<>', 'refused'), eb('attempts', '>', 0)])
  return eb.and([eb('status', 'in', retryableStatuses), hadItsTurn])
}
