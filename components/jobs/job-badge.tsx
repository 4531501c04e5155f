import { Badge } from '#components/ui/badge.tsx'
import type { JobRowStatus, JobSummary } from '#lib/schemas/jobs.ts'
import { rowStatusWords, statusWords } from './job-words.ts'

/** An ended job with rows that failed has not gone well, whatever else it did. */
export function JobBadge({ job }: { job: JobSummary }) {
  const { word, tone } = statusWords[job.status]
  if (job.status === 'done' && job.counts.failed + job.counts.unknown > 0)
    return <Badge tone="caution">Ended, some failed</Badge>
  if (job.status === 'running' && job.held_up !== null)
    return (
      <Badge tone="caution" tip={job.held_up}>
        Held up
      </Badge>
    )
  return <Badge tone={tone}>{word}</Badge>
}

export function RowBadge({ status }: { status: JobRowStatus }) {
  const { word, tone } = rowStatusWords[status]
  return <Badge tone={tone}>{word}</Badge>
}
