import { errorTypeFor } from '#lib/schemas/errors.ts'

export type RefusalExtras = {
  error_code?: string
  error_type?: string
  details?: Record<string, unknown>
  headers?: Record<string, string>
}

/** An answer that is not a success; becomes the error envelope of contract section 5. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly extras: RefusalExtras

  constructor(status: number, message: string, extras: RefusalExtras = {}) {
    super(message)
    this.status = status
    this.extras = extras
  }
}

export function badRequest(message: string, errorCode?: string): Refusal {
  return new Refusal(400, message, errorCode === undefined ? {} : { error_code: errorCode })
}

/** One form for every kind, the documented one for workspaces: what is foreign reads as what is missing. */
export function notFound(noun: string, id: string): Refusal {
  return new Refusal(404, `${noun} \`${id}\` not found.`)
}

export function errorEnvelope(refusal: Refusal, requestId: string): Record<string, unknown> {
  const { error_code, error_type, details } = refusal.extras
  const merged = error_code === undefined ? details : { ...details, error_code }
  return {
    type: 'error',
    error: {
      type: error_type ?? errorTypeFor(refusal.status),
      message: refusal.message,
      ...(merged === undefined ? {} : { details: merged }),
    },
    request_id: requestId,
  }
}
