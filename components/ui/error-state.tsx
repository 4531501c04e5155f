'use client'
import { ApiError } from '#lib/client/api-error.ts'
import { Button } from './button.tsx'
import { CopyText } from './copy-text.tsx'
import { EmptyState } from './empty-state.tsx'

/** What failed, the request id, and a way to try again. */
export function ErrorState({ title, error, retry }: { title: string; error: Error; retry: () => void }) {
  const id = error instanceof ApiError ? error.requestId : null
  return (
    <EmptyState title={title} action={<Button onClick={retry}>Try again</Button>}>
      <p role="alert">{error.message}</p>
      {id ? (
        <p className="mt-1">
          Request <CopyText text={id} what="request id" />
        </p>
      ) : null}
    </EmptyState>
  )
}
