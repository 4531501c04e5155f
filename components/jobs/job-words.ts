import type { Tone } from '#components/ui/badge.tsx'
import { jobRowStatuses } from '#lib/schemas/jobs.ts'
import type { JobKind, JobRow, JobRowStatus, JobStatus, JobSummary } from '#lib/schemas/jobs.ts'
import { roughly } from './verdict-words.ts'

export const kindNames: Record<JobKind, string> = {
  bulk: 'Bulk change',
  import: 'Import',
  campaign: 'Campaign',
  offboarding: 'Offboarding',
  access: 'Access',
  undo: 'Undo',
}

export const statusWords: Record<JobStatus, { word: string; tone: Tone }> = {
  running: { word: 'Running', tone: 'info' },
  waiting: { word: 'Waiting', tone: 'accent' },
  cancelling: { word: 'Cancelling', tone: 'caution' },
  done: { word: 'Ended', tone: 'good' },
  cancelled: { word: 'Cancelled', tone: 'neutral' },
}

export const rowStatusWords: Record<JobRowStatus, { word: string; tone: Tone }> = {
  queued: { word: 'To do', tone: 'neutral' },
  scheduled: { word: 'Waiting', tone: 'accent' },
  running: { word: 'Under way', tone: 'info' },
  done: { word: 'Done', tone: 'good' },
  unchanged: { word: 'Already so', tone: 'neutral' },
  proposed: { word: 'Proposed', tone: 'info' },
  failed: { word: 'Failed', tone: 'danger' },
  refused: { word: 'Refused', tone: 'danger' },
  invalid: { word: 'Not understood', tone: 'danger' },
  duplicate: { word: 'Said twice', tone: 'neutral' },
  unknown: { word: 'Not known', tone: 'caution' },
  skipped: { word: 'Skipped', tone: 'neutral' },
  cancelled: { word: 'Cancelled', tone: 'neutral' },
}

/** A row of a job as a table row: its number names it. */
export type JobTableRow = JobRow & { id: string }

const toCome: readonly JobRowStatus[] = ['queued', 'running', 'scheduled']

/** Rows that nothing will change any more, unless somebody tries them again. */
export function settledOf({ counts, total }: Pick<JobSummary, 'counts' | 'total'>): number {
  return total - toCome.reduce((sum, status) => sum + counts[status], 0)
}

export function hasEnded({ status }: Pick<JobSummary, 'status'>): boolean {
  return status === 'done' || status === 'cancelled'
}

/** "97 done, 3 failed", in the order a person reads it; what did not happen is left out. */
export function countWords(counts: JobSummary['counts']): { status: JobRowStatus; words: string }[] {
  const order: readonly JobRowStatus[] = ['done', 'failed', 'refused', 'invalid', 'unknown', 'proposed']
  const all = [...order, ...jobRowStatuses.filter((status) => !order.includes(status))]
  return all.flatMap((status) =>
    counts[status] === 0
      ? []
      : [{ status, words: `${counts[status].toLocaleString('en')} ${rowStatusWords[status].word.toLowerCase()}` }],
  )
}

/** How it goes, in one line: "About 40 rows a minute, about 3 min left." Empty when nothing is under way. */
export function paceWords({ status, per_minute, seconds_left }: JobSummary): string {
  if (status !== 'running') return ''
  const rate = per_minute === null || per_minute === 0 ? null : `${per_minute.toLocaleString('en')} rows a minute`
  const left = seconds_left === null ? null : `${roughly(seconds_left)} left`
  return [rate, left].filter((part) => part !== null).join(', ')
}

/** What the live region says: a new sentence every tenth of the way and at the end, not one a row. */
export function spokenProgress(job: JobSummary): string {
  const results = countWords(job.counts)
    .map(({ words }) => words)
    .join(', ')
  if (hasEnded(job)) return `${job.status === 'done' ? 'The job has ended' : 'The job was cancelled'}: ${results}.`
  if (job.held_up !== null) return `The job stands still. ${job.held_up}`
  if (job.status === 'cancelling') return 'Cancelling: the row that is under way still ends.'
  if (job.status === 'waiting') return 'The job waits. Nothing is to be done right now.'
  const tenths = job.total === 0 ? 0 : Math.floor((settledOf(job) / job.total) * 10)
  return `${tenths * 10} percent of the rows are settled.`
}
