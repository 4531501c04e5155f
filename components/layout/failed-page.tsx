'use client'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

export type FailedPageProps = { error: Error & { digest?: string }; reset: () => void }

/**
 * What failed on the server is not told to the browser; the digest finds it in the log. Every page loads this before
 * anything has failed, so it brings along nothing but a button.
 */
export function FailedPage({ error, reset }: FailedPageProps) {
  return (
    <EmptyState title="This page could not be shown" level={1} action={<Button onClick={reset}>Try again</Button>}>
      <p role="alert">
        {error.digest
          ? `Something went wrong on the server. Its log has the details under ${error.digest}.`
          : 'Something went wrong while showing this page.'}
      </p>
    </EmptyState>
  )
}
