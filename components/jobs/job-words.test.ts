import { expect, test } from 'vitest'
import { jobRowStatuses } from '#lib/schemas/jobs.ts'
import type { JobRowStatus, JobSummary } from '#lib/schemas/jobs.ts'
import { countWords, paceWords, settledOf, spokenProgress } from './job-words.ts'

function job(counts: Partial<Record<JobRowStatus, number>>, more: Partial<JobSummary> = {}): JobSummary {
  const all = Object.fromEntries(jobRowStatuses.map((status) => [status, counts[status] ?? 0]))
  return {
    id: 'job_000000000000000000000000',
    kind: 'bulk',
    title: 'A job',
    status: 'running',
    user_id: null,
    starter: { id: 'person_000000000000000000000000', name: 'Ada' },
    mine: true,
    reason: null,
    file_name: null,
    created_at: '2026-11-24T12:00:00.000Z',
    started_at: '2026-11-24T12:00:00.000Z',
    ended_at: null,
    counts: all as JobSummary['counts'],
    total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    per_minute: null,
    seconds_left: null,
    held_up: null,
    retryable: 0,
    undoable: 0,
    undoes: null,
    undone_by: null,
    control: { allowed: true },
    ...more,
  }
}

test('what waits or is under way is not settled', () => {
  expect(settledOf(job({ done: 4, failed: 1, queued: 2, running: 1, scheduled: 2 }))).toBe(5)
})

test('counts tell what happened first, and leave out what did not', () => {
  expect(countWords(job({ queued: 1_200, done: 3, failed: 1 }).counts).map(({ words }) => words)).toEqual([
    '3 done',
    '1 failed',
    '1,200 to do',
  ])
})

test('the pace is told while it runs, as far as it is known', () => {
  expect(paceWords(job({ queued: 9 }, { per_minute: 40, seconds_left: 170 }))).toBe(
    '40 rows a minute, about 3 min left',
  )
  expect(paceWords(job({ queued: 9 }, { per_minute: 0, seconds_left: 20 }))).toBe('under a minute left')
  expect(paceWords(job({ scheduled: 9 }, { status: 'waiting' }))).toBe('')
})

test('the live region speaks every tenth of the way, not every row', () => {
  const spoken = Array.from({ length: 101 }, (_, done) => spokenProgress(job({ done, queued: 100 - done })))
  expect(new Set(spoken).size).toBe(11)
  expect(spoken[57]).toBe('50 percent of the rows are settled.')
  expect(spokenProgress(job({ done: 2, failed: 1 }, { status: 'done' }))).toBe('The job has ended: 2 done, 1 failed.')
  expect(spokenProgress(job({ queued: 1 }, { held_up: 'The quota is used up.' }))).toContain('The quota is used up.')
})
