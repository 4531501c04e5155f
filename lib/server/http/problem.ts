import 'server-only'
import { NamedError } from '#lib/server/named-error.ts'
import { z } from 'zod'
import type { ErrorEnvelope, ErrorType } from '#lib/schemas/errors.ts'
import { errorTypeFor } from '#lib/schemas/errors.ts'
import {
  ApprovalRequiredError,
  AuditUnavailableError,
  RecordingDelayedError,
  RefusedError,
  StepUpRequiredError,
} from '#lib/server/actions/errors.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import type { UpstreamErrorFacts } from '#lib/server/admin-api/errors.ts'

/** An answer that is an error: what happened, what it means, what to do. Thrown inside routes, told in one envelope. */
export class Problem extends NamedError {
  static override readonly errorName = 'Problem'

  readonly status: number
  readonly code: string | null
  readonly type: ErrorType
  readonly retryAfterSeconds: number | null

  constructor(status: number, code: string | null, message: string, retryAfterSeconds: number | null = null) {
    super(message)
    this.status = status
    this.code = code
    this.type = errorTypeFor(status)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The one mapper from what was thrown to what a caller is told (H6). Null: unknown, tell nothing but the request id. */
export function problemOf(error: unknown): { problem: Problem; details: Record<string, unknown> } | null {
  if (error instanceof Problem) return { problem: error, details: {} }
  if (error instanceof z.ZodError) return { problem: invalidInput(error), details: {} }
  if (error instanceof RefusedError) return { problem: refusal(error), details: { steward: 'refused_by_steward' } }
  if (error instanceof AuditUnavailableError)
    return { problem: new Problem(503, 'audit_unavailable', error.message), details: {} }
  if (error instanceof StepUpRequiredError)
    return { problem: new Problem(403, 'step_up_required', error.message), details: {} }
  if (error instanceof ApprovalRequiredError)
    return {
      problem: new Problem(403, 'approval_required', error.message),
      details: { proposal_id: error.proposalId, decided_by: error.rule.by },
    }
  if (error instanceof RecordingDelayedError)
    return {
      problem: new Problem(
        503,
        'recording_delayed',
        'The change was made, but recording it is delayed. Do not repeat it.',
      ),
      details: { applied: true },
    }
  if (error instanceof UpstreamError)
    return { problem: upstreamProblem(error.facts), details: upstreamDetails(error.facts) }
  return null
}

export function notFound(id: string): Problem {
  return new Problem(404, null, `\`${id}\` was not found.`)
}

function refusal(error: RefusedError): Problem {
  const { verdict, target } = error
  // Outside their scope is told as not found: the answer must not confirm that the object exists (T3).
  if (verdict.code === 'outside_scope' && target.id !== null) return notFound(target.id)
  return new Problem(verdict.kind === 'impossible' ? 409 : 403, verdict.code, verdict.reason)
}

function upstreamProblem(facts: UpstreamErrorFacts): Problem {
  const { status, error_code, message } = facts
  const retryAfter = facts.retry_after_ms === null ? null : Math.ceil(facts.retry_after_ms / 1000)
  // Some of it happened: told before everything else, because every other answer speaks of nothing changed.
  if (error_code === 'partly_applied') return new Problem(502, error_code, `${message} Look at it before going on.`)
  if (status === 401)
    return new Problem(
      502,
      'upstream_credential_refused',
      'The Admin API refuses Steward’s credential. Nothing was changed. A portal admin must renew the admin key.',
    )
  if (status === 403)
    return new Problem(
      502,
      error_code ?? 'upstream_permission',
      `The Admin API does not allow Steward’s credential to do this: ${message}`,
    )
  if (facts.outcome === 'unknown')
    return new Problem(
      502,
      'outcome_unknown',
      `${message} It is not known yet whether the change was made; Steward looks again and the audit log will tell. Do not repeat it before.`,
    )
  // A 2xx that could not be read must not become ours: the caller would take the failure for a success.
  if (status === null || status >= 500 || status < 400)
    return new Problem(502, error_code ?? 'upstream_unavailable', `${message} Nothing was changed; try again.`)
  return new Problem(status, error_code, message, retryAfter)
}

function upstreamDetails(facts: UpstreamErrorFacts): Record<string, unknown> {
  return facts.request_id === null ? {} : { upstream_request_id: facts.request_id }
}

function invalidInput(error: z.ZodError): Problem {
  const parts = error.issues.slice(0, 5).map((issue) => {
    if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: unknown field`
    return `${issue.path.join('.') || 'body'}: ${issue.message}`
  })
  return new Problem(400, 'invalid_input', parts.join('; '))
}

/** The envelope of contract section 5. */
export function envelopeOf(problem: Problem, requestId: string, details: Record<string, unknown>): ErrorEnvelope {
  const all = { ...details, ...(problem.code === null ? {} : { error_code: problem.code }) }
  return {
    type: 'error',
    error: { type: problem.type, message: problem.message, ...(Object.keys(all).length === 0 ? {} : { details: all }) },
    request_id: requestId,
  }
}
