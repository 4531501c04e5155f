/** `withdrawn`: the person was asked for a reason and gave none; nothing was sent again. */
export type ApiErrorKind = 'refused' | 'session' | 'network' | 'nonsense' | 'withdrawn'

/** Every way a request can end badly, with words a person can act on. Match `kind` and `code`, never the message. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly kind: ApiErrorKind
  readonly status: number | null
  readonly code: string | null
  readonly requestId: string | null
  /** What else the envelope tells, such as `proposal_id`. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    message: string,
    facts: {
      kind: ApiErrorKind
      status?: number
      code?: string | null
      requestId?: string | null
      details?: Record<string, unknown>
    },
  ) {
    super(message)
    this.kind = facts.kind
    this.status = facts.status ?? null
    this.code = facts.code ?? null
    this.requestId = facts.requestId ?? null
    this.details = facts.details ?? {}
  }
}

type Envelope = { message: string; code: string | null; requestId: string | null; details: Record<string, unknown> }

/** Reads the error envelope without a schema library: whatever does not look like one is not one. */
export function readEnvelope(body: unknown): Envelope | null {
  const envelope = record(body)
  const error = record(envelope?.['error'])
  const message = error?.['message']
  if (envelope?.['type'] !== 'error' || typeof message !== 'string') return null
  const details = record(error?.['details']) ?? {}
  return {
    message,
    code: text(details['error_code']) ?? text(error?.['type']),
    requestId: text(envelope['request_id']),
    details,
  }
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** An answer outside 2xx, as an error. */
export function refusalFrom(status: number, body: unknown, requestIdHeader: string | null): ApiError {
  const envelope = readEnvelope(body)
  const requestId = envelope?.requestId ?? requestIdHeader
  if (status === 401)
    return new ApiError('Your session has ended. Sign in again.', { kind: 'session', status, requestId })
  if (envelope !== null)
    return new ApiError(envelope.message, {
      kind: 'refused',
      status,
      code: envelope.code,
      requestId,
      details: envelope.details,
    })
  return new ApiError(`The portal answered with an error (${status}) and gave no reason.`, {
    kind: 'nonsense',
    status,
    requestId,
  })
}

/** Not made yet, and not failed: a proposal waits for a second person. A toast has said so. */
export function isProposed(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'approval_required'
}

/** True when a dialog or a toast of its own has told the person already: the control only goes back to what holds. */
export function isToldElsewhere(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return error.kind === 'withdrawn' || error.code === 'step_up_required' || isProposed(error)
}

/** No answer at all. A write may still have arrived, so the words do not claim it failed. */
export function silence(writing: boolean): ApiError {
  return new ApiError(
    writing
      ? 'The portal could not be reached. Whether the change was made is not known; look again before repeating it.'
      : 'The portal could not be reached. Check the connection and try again.',
    { kind: 'network' },
  )
}
