import 'server-only'
import { errorEnvelopeSchema, errorTypeFor } from '#lib/schemas/errors.ts'
import { withoutSecrets } from '#lib/server/log.ts'
import type { Secret } from '#lib/server/secret.ts'
import { UpstreamError, answerTooLarge } from './errors.ts'
import type { FailureOutcome } from './errors.ts'

export type QueryValue = string | number | boolean | readonly string[] | undefined

export type UpstreamRequest = {
  method: 'GET' | 'POST' | 'DELETE'
  /** From `adminApiPaths`, which refuses ids that do not match their kind. */
  path: string
  query?: Readonly<Record<string, QueryValue>>
  body?: unknown
  signal?: AbortSignal
}

export type UpstreamAnswer = { body: unknown; request_id: string | null }

export type TransportOptions = {
  origin: URL
  /** Asked for every request: the key may be renewed while the portal runs. */
  key: () => Secret
  fetch?: typeof fetch
  timeoutMs?: number
  maxBytes?: number
}

export type Transport = (request: UpstreamRequest) => Promise<UpstreamAnswer>

/** The only paths that ever carry the key; the last line of defence behind the typed path builder (T1). */
const allowedPath =
  /^\/v1\/organizations\/(me|users(\/user_\w+)?|invites(\/invite_\w+)?|api_keys(\/apikey_\w+)?|usage_report\/(messages|claude_code)|cost_report|workspaces(\/wrkspc_\w+(\/archive|\/members(\/user_\w+)?)?)?)$/

/** Connection failures that happen before a request is written: nothing can have been executed. */
const beforeWriting = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/**
 * One attempt of one Admin API call: one origin, no redirects, bounded time (`timeoutMs`, default 30 s) and size
 * (`maxBytes`, default 10 MB). Returns the parsed JSON of a 2xx; throws UpstreamError for everything else.
 */
export function createTransport(options: TransportOptions): Transport {
  const send = options.fetch ?? fetch
  const timeoutMs = options.timeoutMs ?? 30_000
  const maxBytes = options.maxBytes ?? 10 * 1024 * 1024
  return async (request) => {
    const url = buildUrl(options.origin, request)
    const key = options.key()
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal])
    let response: Response
    try {
      response = await send(url, init(request, key, signal))
    } catch (error) {
      throw connectionError(error)
    }
    const text = await readBounded(response, maxBytes)
    return interpret(response, text, key)
  }
}

function buildUrl(origin: URL, request: UpstreamRequest): URL {
  if (!allowedPath.test(request.path)) throw new TypeError('Refused to call an address outside the Admin API list')
  const url = new URL(request.path, origin)
  if (url.origin !== origin.origin || url.pathname !== request.path)
    throw new TypeError('Refused to call an address outside the Admin API origin')
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value === undefined) continue
    if (Array.isArray(value)) for (const item of value) url.searchParams.append(`${name}[]`, String(item))
    else url.searchParams.set(name, String(value))
  }
  return url
}

function init(request: UpstreamRequest, key: Secret, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = {
    accept: 'application/json',
    authorization: `Bearer ${key.reveal()}`,
    'anthropic-version': '2026-10-21',
    'user-agent': 'steward',
  }
  if (request.body !== undefined) headers['content-type'] = 'application/json'
  return {
    method: request.method,
    headers,
    signal,
    redirect: 'error',
    cache: 'no-store',
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  }
}

function failure(
  outcome: FailureOutcome,
  message: string,
  extra: { status?: number; request_id?: string | null; code?: string } = {},
) {
  return new UpstreamError({
    outcome,
    status: extra.status ?? null,
    error_type: 'api_error',
    error_code: extra.code ?? null,
    message,
    request_id: extra.request_id ?? null,
    retry_after_ms: null,
  })
}

function connectionError(error: unknown): UpstreamError {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (beforeWriting.has(code)) return failure('not_executed', `The Admin API could not be reached (${code}).`)
  const timedOut = error instanceof Error && error.name === 'TimeoutError'
  return failure(
    'unknown',
    timedOut ? 'The Admin API did not answer in time.' : 'The connection to the Admin API broke.',
  )
}

async function readBounded(response: Response, maxBytes: number): Promise<string> {
  const request_id = response.headers.get('request-id')
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength
      if (size > maxBytes)
        throw failure('unknown', 'The Admin API answered with too much data.', { request_id, code: answerTooLarge })
      chunks.push(chunk)
    }
  } catch (error) {
    if (error instanceof UpstreamError) throw error
    throw failure('unknown', 'The answer of the Admin API broke off.', { request_id, status: response.status })
  }
  return Buffer.concat(chunks).toString('utf8')
}

function interpret(response: Response, text: string, key: Secret): UpstreamAnswer {
  const request_id = response.headers.get('request-id')
  const body = parseJson(text)
  if (response.ok) {
    if (body === undefined)
      throw failure('unknown', 'The Admin API answered with something that is not JSON.', {
        request_id,
        status: response.status,
      })
    return { body, request_id }
  }
  const envelope = errorEnvelopeSchema.safeParse(body)
  const error = envelope.success ? envelope.data.error : null
  throw new UpstreamError({
    outcome: outcomeOf(response.status),
    status: response.status,
    error_type: error?.type ?? errorTypeFor(response.status),
    error_code: error?.details?.error_code ?? null,
    message: readable(error?.message, key) ?? `The Admin API answered with status ${response.status}.`,
    request_id: request_id ?? (envelope.success ? (envelope.data.request_id ?? null) : null),
    retry_after_ms: retryAfter(response.headers),
  })
}

const longestMessage = 2_000

/** People read this and the audit log keeps it: an upstream that quotes our credential must not publish it. */
function readable(message: string | undefined, key: Secret): string | undefined {
  return message === undefined ? undefined : withoutSecrets(message, [key.reveal()]).slice(0, longestMessage)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** 5xx may have run before it failed; 529 and 429 turn a call away before it runs. */
function outcomeOf(status: number): FailureOutcome {
  if (status === 429 || status === 529) return 'not_executed'
  return status >= 500 || status < 400 ? 'unknown' : 'refused'
}

/** Seconds or an HTTP date; anything else, or a negative value, counts as not said. At most a day. */
function retryAfter(headers: Headers): number | null {
  const value = headers.get('retry-after')
  if (value === null) return null
  const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000
  if (!Number.isFinite(seconds) || seconds < 0) return null
  return Math.min(seconds, 86_400) * 1000
}
