import { z } from 'zod'

/** The error envelope of contract section 5, spoken by upstream, emulator and gateway alike. */
export const errorTypes = [
  'invalid_request_error',
  'authentication_error',
  'billing_error',
  'permission_error',
  'not_found_error',
  'conflict_error',
  'request_too_large',
  'rate_limit_error',
  'api_error',
  'timeout_error',
  'overloaded_error',
] as const
export type ErrorType = (typeof errorTypes)[number]

export const errorEnvelopeSchema = z.object({
  type: z.literal('error'),
  error: z.object({
    type: z.string(),
    message: z.string(),
    details: z.looseObject({ error_code: z.string().optional() }).nullish(),
  }),
  request_id: z.string().nullish(),
})
export type ErrorEnvelope = z.infer<typeof errorEnvelopeSchema>

const typesByStatus: Record<number, ErrorType> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

export function errorTypeFor(status: number): ErrorType {
  return typesByStatus[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error')
}
