'use client'
import { X } from 'lucide-react'
import Link from 'next/link'
import { IconButton } from '#components/ui/button.tsx'
import { pagePaths } from '#lib/paths.ts'
import type { JobDetail, JobSummary } from '#lib/schemas/jobs.ts'

type LineProps = { id: string; detail: JobDetail | undefined; onDismiss: () => void }

/** How far the job that was started here has come; the grid follows it. */
export function AccessJobLine({ id, detail, onDismiss }: LineProps) {
  return (
    <section
      aria-label="Job of these changes"
      className="flex shrink-0 items-center gap-3 border-t border-line bg-sunken px-4 py-2 desk:px-6"
    >
      <p className="figures min-w-0 flex-1" aria-live="polite">
        {detail === undefined ? 'The job was started.' : progressWords(detail.job)}
      </p>
      <Link href={pagePaths.job(id)} prefetch={false} className="font-strong underline">
        Open the job
      </Link>
      <IconButton small label="Dismiss" onClick={onDismiss}>
        <X size={14} aria-hidden />
      </IconButton>
    </section>
  )
}

function progressWords({ status, counts, total, title }: JobSummary): string {
  const done = counts.done + counts.unchanged
  const rest = [
    [counts.proposed, 'wait for approval'],
    [counts.failed + counts.refused + counts.unknown + counts.invalid, 'not done'],
  ] as const
  const parts = rest.filter(([count]) => count > 0).map(([count, words]) => `, ${count.toLocaleString('en')} ${words}`)
  const ended = status === 'done' || status === 'cancelled'
  return `${title}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')} done${parts.join('')}${ended ? '.' : '…'}`
}
