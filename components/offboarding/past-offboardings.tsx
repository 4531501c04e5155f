import Link from 'next/link'
import { statusWords } from '#components/jobs/job-words.ts'
import { Notice } from '#components/ui/notice.tsx'
import { Day } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import type { PastOffboarding } from '#lib/schemas/offboarding.ts'

/** Says that somebody began this already, so that nobody does it twice. */
export function PastOffboardings({ jobs }: { jobs: readonly PastOffboarding[] }) {
  if (jobs.length === 0) return null
  return (
    <Notice tone="info">
      {jobs.map(({ id, status, created_at }) => (
        <p key={id}>
          Offboarding was started on <Day at={created_at} />. {statusWords[status].word}:{' '}
          <Link href={pagePaths.job(id)} prefetch={false} className="underline underline-offset-2">
            the job
          </Link>
          {', '}
          <Link href={pagePaths.jobReport(id)} prefetch={false} className="underline underline-offset-2">
            the report
          </Link>
        </p>
      ))}
    </Notice>
  )
}
