import 'server-only'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import type { Answer } from '#lib/server/admin-api/client.ts'
import type { Outcome } from '#lib/server/audit/record.ts'
import type { Action, ReadBack } from './define.ts'
import type { PerformParts } from './perform.ts'

type Call<I, B, O> = { input: I; before: B; object: O }

/** One upstream call. A lost answer is read back, never sent again; what did not happen is concluded and thrown. */
export async function callOnce<I, B, R, O>(
  parts: PerformParts,
  action: Action<I, B, R, O>,
  { input, before, object }: Call<I, B, O>,
  conclude: (outcome: Outcome) => Promise<void>,
): Promise<Answer<R>> {
  const sinceMs = Date.now()
  try {
    return await action.perform(parts.context, input, before)
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    parts.onStale([action.target(input).kind])
    const facts = { problem: error.message, after: null, upstream_request_id: error.facts.request_id }
    if (error.outcome !== 'unknown') {
      await conclude({ ...facts, result: 'failed' })
      throw error
    }
    const seen = await action.readBack(parts.context, input, object, sinceMs).catch(() => null)
    if (seen?.state === 'applied') return { value: seen.value, request_id: error.facts.request_id }
    const settled = settledError(error, seen)
    await conclude({ ...facts, result: seen === null ? 'unknown' : 'failed', problem: settled.message })
    throw settled
  }
}

function settledError(error: UpstreamError, seen: ReadBack<unknown> | null): UpstreamError {
  if (seen === null) return error
  return seen.state === 'partly' ? partlyApplied(error, seen.problem) : notApplied(error)
}

/** Some of it happened, so it must not be told as nothing, nor repeated as it was. */
function partlyApplied(error: UpstreamError, problem: string): UpstreamError {
  return new UpstreamError(
    { ...error.facts, message: problem, outcome: 'not_executed', error_code: 'partly_applied' },
    { cause: error },
  )
}

/** Read back and not there: a plain failure, safe to try again. */
function notApplied(error: UpstreamError): UpstreamError {
  const message = `${error.message} Steward looked again: nothing was changed.`
  return new UpstreamError(
    { ...error.facts, message, outcome: 'not_executed', error_code: 'not_applied' },
    { cause: error },
  )
}
