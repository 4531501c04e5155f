import 'server-only'
import { jobKinds, jobRowStatuses } from '#lib/schemas/jobs.ts'
import type { JobKind, JobRowStatus, JobStatus } from '#lib/schemas/jobs.ts'

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

/** What may be tried again. */
export const retryableStatuses = ['failed', 'unknown', 'refused', 'cancelled', 'skipped'] as const
