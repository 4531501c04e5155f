import 'server-only'
import { NamedError } from '#lib/server/named-error.ts'

/**
 * What became of a call (security.md 4.7).
 * refused: upstream said no, nothing changed. not_executed: it never ran, repeating is safe.
 * unknown: it may have run; only reading back can tell.
 */
export type FailureOutcome = 'refused' | 'not_executed' | 'unknown'

export type UpstreamErrorFacts = {
  outcome: FailureOutcome
  /** HTTP status; null when no answer came. */
  status: number | null
  error_type: string
  error_code: string | null
  message: string
  request_id: string | null
  /** Milliseconds upstream asked us to wait; null when it did not say. */
  retry_after_ms: number | null
}

/** Every failure of an Admin API call. `message` never holds a credential or a raw body. */
export class UpstreamError extends NamedError {
  static override readonly errorName = 'UpstreamError'

  readonly facts: UpstreamErrorFacts

  constructor(facts: UpstreamErrorFacts, options?: ErrorOptions) {
    super(facts.message, options)
    this.facts = facts
  }

  get status(): number | null {
    return this.facts.status
  }

  get outcome(): FailureOutcome {
    return this.facts.outcome
  }

  get code(): string | null {
    return this.facts.error_code
  }
}

/** The code of an answer over the size that is read; asking again would bring the same. */
export const answerTooLarge = 'answer_too_large'

export function isUpstreamStatus(error: unknown, status: number): boolean {
  return error instanceof UpstreamError && error.status === status
}
