import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { Budget, Lane } from './budget.ts'
import { UpstreamError, answerTooLarge } from './errors.ts'
import type { Transport, UpstreamRequest } from './transport.ts'

export type Answer<T> = { value: T; request_id: string | null }

/** Sends one logical call in a lane; see `createCaller`. */
export type Call = <S extends z.ZodType>(lane: Lane, schema: S, request: UpstreamRequest) => Promise<Answer<z.infer<S>>>

export type CallerOptions = {
  transport: Transport
  budget: Budget
  /** Told after every call: null when upstream answered as it should, else what is wrong. */
  onHealth?: (problem: UpstreamError | null) => void
  random?: () => number
}

const maxTries = 5
/** How long one logical call may wait for its repeats: people wait less than machines. */
const patienceMs: Record<Lane, number> = { interactive: 20_000, read_back: 60_000, job: 120_000, sync: 120_000 }

/**
 * One logical Admin API call: takes its budget, sends, parses with `schema` (unknown fields dropped, H5) and repeats
 * only what was not executed; reads are repeated after any lost answer too. Throws UpstreamError.
 */
export function createCaller(options: CallerOptions): Call {
  const attempt = async (lane: Lane, schema: z.ZodType, request: UpstreamRequest): Promise<Answer<unknown>> => {
    await options.budget.take(lane, request.signal)
    try {
      const answer = await options.transport(request)
      const parsed = schema.safeParse(answer.body)
      if (!parsed.success) throw unexpectedShape(answer.request_id, parsed.error.issues[0]?.path.join('.') ?? '')
      options.onHealth?.(null)
      return { value: parsed.data, request_id: answer.request_id }
    } catch (error) {
      if (error instanceof UpstreamError) {
        options.onHealth?.(error.outcome === 'refused' && error.status !== 401 && error.status !== 403 ? null : error)
        if (error.status === 429) await options.budget.pause(Math.min(error.facts.retry_after_ms ?? 1_000, 120_000))
      }
      throw error
    }
  }

  return async (lane, schema, request) => {
    const startedAt = Date.now()
    for (let tries = 1; ; tries++) {
      try {
        // The schema given is the schema parsed with, which the compiler cannot follow through the loop.
        return (await attempt(lane, schema, request)) as Answer<z.infer<typeof schema>>
      } catch (error) {
        const wait = repeatAfter(error, request, tries, options.random ?? Math.random)
        if (wait === null || Date.now() + wait - startedAt > patienceMs[lane]) throw error
        await sleep(wait, undefined, request.signal === undefined ? {} : { signal: request.signal })
      }
    }
  }
}

/** Milliseconds until the next try, or null when this call must not be repeated. */
function repeatAfter(error: unknown, request: UpstreamRequest, tries: number, random: () => number): number | null {
  if (!(error instanceof UpstreamError) || tries >= maxTries) return null
  const notExecuted = error.outcome === 'not_executed' || error.code === 'concurrent_membership_change'
  const safeToRead = request.method === 'GET' && error.outcome === 'unknown' && tries < 3
  if (!notExecuted && !safeToRead) return null
  if (error.code === answerTooLarge) return null
  if (error.code === 'quota_used_up' || error.code === 'enforced_spend_limit_reached') return null
  return error.facts.retry_after_ms ?? random() * 500 * 2 ** tries
}

function unexpectedShape(request_id: string | null, field: string): UpstreamError {
  return new UpstreamError({
    outcome: 'unknown',
    status: null,
    error_type: 'api_error',
    error_code: null,
    message: `The Admin API answered in a shape Steward does not understand${field === '' ? '' : ` (field ${field})`}.`,
    request_id,
    retry_after_ms: null,
  })
}
