'use client'
import { Notice } from '#components/ui/notice.tsx'
import type { JobSummary } from '#lib/schemas/jobs.ts'
import { countWords, hasEnded, paceWords, rowStatusWords, settledOf, spokenProgress } from './job-words.ts'
import { ProgressBar } from './progress-bar.tsx'

const colours = { danger: 'text-danger', caution: 'text-caution', good: 'text-ink' } as const

/** How far it is, how fast, how long still, and what holds it up. */
export function JobProgress({ job }: { job: JobSummary }) {
  const settled = settledOf(job)
  const words = `${settled.toLocaleString('en')} of ${job.total.toLocaleString('en')} rows settled`
  const pace = paceWords(job)
  return (
    <div className="flex flex-col gap-2">
      <ProgressBar label="Progress of this job" value={settled} max={job.total} words={words} className="w-full" />
      <p className="figures flex flex-wrap gap-x-3 text-soft">
        {hasEnded(job) ? null : <span className="text-ink">{words}</span>}
        {countWords(job.counts).map(({ status, words: counted }) => {
          const { tone } = rowStatusWords[status]
          return (
            <span key={status} className={tone in colours ? colours[tone as keyof typeof colours] : ''}>
              {counted}
            </span>
          )
        })}
        {pace === '' ? null : <span className="desk:ml-auto">{pace}</span>}
      </p>
      <p className="sr-only" aria-live="polite">
        {spokenProgress(job)}
      </p>
      {job.held_up === null ? null : (
        <div className="overflow-hidden rounded">
          <Notice tone="caution">{job.held_up}</Notice>
        </div>
      )}
    </div>
  )
}
