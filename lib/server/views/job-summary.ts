import 'server-only'
import { jobRowStatuses } from '#lib/schemas/jobs.ts'
import type { JobRowStatus, JobSummary } from '#lib/schemas/jobs.ts'
import type { Person } from '#lib/schemas/person.ts'
import { secondsLeft } from '#lib/server/jobs/calls.ts'
import type { Tally } from '#lib/server/jobs/list.ts'
import { kindOf, rowStatusOf, statusOf } from '#lib/server/jobs/status.ts'
import type { JobRecord } from '#lib/server/store/job-tables.ts'

/** `tokens`: those that this person has made; what they started is theirs, too. */
type Seen = { person: Person; tokens: readonly string[]; nowMs: number; perMinute: number }

/** One job as the pages tell it to this person. */
export function jobSummary(seen: Seen, job: JobRecord, tally: Tally): JobSummary {
  const counts = countsOf(tally)
  const mine = job.starter_id === seen.person.id || seen.tokens.includes(job.starter_token ?? '')
  const isMoving = job.status === 'running'
  return {
    id: job.id,
    kind: kindOf(job.kind),
    title: job.title,
    status: statusOf(job.status),
    starter: { id: job.starter_id, name: job.starter_name },
    mine,
    reason: job.reason,
    file_name: job.file_name,
    user_id: job.user_id,
    created_at: iso(job.created_ms),
    started_at: isoOrNull(job.started_ms),
    ended_at: isoOrNull(job.ended_ms),
    counts,
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    per_minute: isMoving ? tally.lastMinute : null,
    seconds_left: isMoving ? timeLeft(seen, job, tally) : null,
    held_up: job.ended_ms === null ? job.held_up : null,
    retryable: tally.retryable,
    undoable: tally.undone_by === null ? tally.undoable : 0,
    undoes: job.undoes,
    undone_by: tally.undone_by,
    control: controlOf(seen.person, job, mine),
  }
}

function countsOf({ byStatus }: Tally): Record<JobRowStatus, number> {
  const counts = Object.fromEntries(jobRowStatuses.map((status) => [status, 0])) as Record<JobRowStatus, number>
  for (const { status, count } of byStatus) counts[rowStatusOf(status)] += count
  return counts
}

function timeLeft({ nowMs, perMinute }: Seen, job: JobRecord, { byStatus, lastMinute }: Tally): number {
  const left = byStatus.filter(({ status }) => status === 'queued' || status === 'running')
  const ranMinute = job.started_ms !== null && nowMs - job.started_ms > 60_000
  return secondsLeft(left, { perMinute, rate: ranMinute ? lastMinute : null })
}

/** Whoever started it controls it; a portal admin may stop what somebody else started. */
function controlOf(person: Person, job: JobRecord, mine: boolean): JobSummary['control'] {
  if (mine || person.role === 'admin') return { allowed: true }
  return { allowed: false, reason: `Only ${job.starter_name}, who started it, or a portal admin can do this.` }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms)
}
