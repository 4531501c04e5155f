'use client'
import { ErrorState } from '#components/ui/error-state.tsx'

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void }

/** What failed on the server is not told to the browser; the digest finds it in the log. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const told = new Error(
    error.digest
      ? `Something went wrong on the server. Its log has the details under ${error.digest}.`
      : 'Something went wrong while showing this page.',
  )
  return <ErrorState title="This page could not be shown" error={told} retry={reset} />
}
