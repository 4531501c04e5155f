import { ApiError } from '#lib/client/api-error.ts'

/** An error in place: what failed in plain words, and the request id to quote. Announced when it appears. */
export function Problem({ error }: { error: unknown }) {
  const id = error instanceof ApiError ? error.requestId : null
  return (
    <div role="alert" className="rounded border border-danger/40 bg-danger-wash px-3 py-2 text-danger">
      <p>{error instanceof Error ? error.message : 'Something went wrong.'}</p>
      {id ? <p className="mt-0.5 font-mono text-small">{id}</p> : null}
    </div>
  )
}
