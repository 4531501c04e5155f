'use client'
import { ApiError } from '#lib/client/api-error.ts'
import { Button } from './button.tsx'
import { CopyText } from './copy-text.tsx'
import { EmptyState } from './empty-state.tsx'

type ErrorProps = { title: string; level?: 1 | 2; error: Error; retry: () => void }

/** What failed, the request id, and a way to try again. */
export function ErrorState({ title, level = 2, error, retry }: ErrorProps) {
  const id = error instanceof ApiError ? error.requestId : null
  return (
    <EmptyState title={title} level={level} action={<Button onClick={retry}>Try again</Button>}>
      <p role="alert">{error.message}</p>
      {id ? (
        <p className="mt-1">
          Request <CopyText text={id} what="request id" />
        </p>
      ) : null}
    </EmptyState>
  )
}
