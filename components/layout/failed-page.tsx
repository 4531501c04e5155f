'use client'
import { ErrorState } from '#components/ui/error-state.tsx'

export type FailedPageProps = { error: Error & { digest?: string }; reset: () => void }

/** What failed on the server is not told to the browser; the digest finds it in the log. */
export function FailedPage({ error, reset }: FailedPageProps) {
  const told = new Error(
    error.digest
      ? `Something went wrong on the server. Its log has the details under ${error.digest}.`
      : 'Something went wrong while showing this page.',
  )
  return <ErrorState level={1} title="This page could not be shown" error={told} retry={reset} />
}
