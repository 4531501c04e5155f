import 'server-only'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import type { Answer } from '#lib/server/admin-api/client.ts'
import type { Outcome } from '#lib/server/audit/record.ts'
import type { Action, ReadBack } from './define.ts'
import { look } from './look.ts'
import type { PerformParts } from './perform.ts'

type Call<I, B, O> = { intentId: string; input: I; before: B; object: O }

/**
 * One upstream call. A lost answer is read back, never sent again. What is not there then may still arrive: it is
 * thrown as unknown and its intent stays open, for the reconciler to close. What upstream refused is concluded.
 */
export async function callOnce<I, B, R, O>(
  parts: PerformParts,
  action: Action<I, B, R, O>,
  { intentId, input, before, object }: Call<I, B, O>,
  conclude: (outcome: Outcome) => Promise<void>,
): Promise<Answer<R>> {
  const sinceMs = Date.now()
  try {
    return await action.perform(parts.context, input, before)
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    parts.onStale([action.target(input).kind])
    const { request_id } = error.facts
    if (!isLost(error)) {
      await conclude({ result: 'failed', problem: error.message, after: null, upstream_request_id: request_id })
      throw error
    }
    const place = { database: parts.database, admin: parts.context.admin, isUnderWay: async () => true }
    const seen = await look(place, action, { intentId, input, object, sinceMs }).catch(() => null)
    if (seen?.state === 'applied') return { value: seen.value, request_id }
    throw notKnown(error, seen)
  }
}

/** A step that read back its own lost answer tells what it saw as not executed; that call, too, may still arrive. */
function isLost(error: UpstreamError): boolean {
  if (error.outcome === 'unknown') return true
  return error.cause instanceof UpstreamError && error.cause.outcome === 'unknown'
}

/** Even an answer does not end a call: a proxy's 504 comes while the service behind it goes on. */
function notKnown(error: UpstreamError, seen: ReadBack<unknown> | null): UpstreamError {
  const soFar = seen?.state === 'partly' ? ` So far: ${seen.problem}` : ''
  return new UpstreamError(
    { ...error.facts, message: `${error.message}${soFar}`, outcome: 'unknown' },
    { cause: error },
  )
}
