import type { Freshness } from '#lib/schemas/views.ts'
import { inUse } from './activity.ts'
import { adminApiVersion } from './api-version.ts'
import { ApiError, refusalFrom, silence } from './api-error.ts'
import { leaveForSignIn } from './session.ts'
import { askForReason, askToSignIn, isAnybodyThere, tellProposed } from './write-asks.ts'
import type { Act } from './write-asks.ts'

type Answer = { status: number; headers: Headers; body: unknown }

async function send(path: string, init: RequestInit): Promise<Answer> {
  const writing = init.method !== undefined
  let response: Response
  let raw: string
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init })
    raw = await response.text()
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw silence(writing)
  }
  const body = parse(raw)
  if (response.ok || response.status === 304) return { status: response.status, headers: response.headers, body }
  const error = refusalFrom(response.status, body, response.headers.get('request-id'))
  if (error.kind === 'session') leaveForSignIn()
  throw error
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

function bodyOf(answer: Answer): unknown {
  if (answer.body !== undefined) return answer.body
  throw new ApiError('The portal answered with something that is not JSON.', {
    kind: 'nonsense',
    status: answer.status,
    requestId: answer.headers.get('request-id'),
  })
}

/** A read of our own API: its shape is trusted by type, it was parsed on the server. */
export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return bodyOf(await send(path, { ...(signal ? { signal } : {}), headers: readHeaders() })) as T
}

/** A look for news in a tab that nobody touches must not keep the session alive (`x-portal-background`). */
function readHeaders(): Record<string, string> {
  return { accept: 'application/json', ...(inUse() ? {} : { 'x-portal-background': '1' }) }
}

type Revised = Freshness & { revision: string }

/** A read that asks "anything new since this revision?"; unchanged data keeps its identity, only its age moves on. */
export async function readIfChanged<T extends Revised>(
  path: string,
  known: T | undefined,
  signal: AbortSignal,
): Promise<T> {
  const headers = readHeaders()
  if (known) headers['if-none-match'] = `"${known.revision}"`
  const answer = await send(path, { signal, headers })
  if (answer.status !== 304 || !known) return bodyOf(answer) as T
  const freshness = parse(answer.headers.get('steward-freshness') ?? '{}') as Partial<Freshness>
  return { ...known, ...freshness }
}

/** Which action of the audit log an answer tells of; kept beside the answer, which stays upstream's own. */
const events = new WeakMap<object, string>()

/** The action that a write's answer came from, so that it can be taken back; null when it names none. */
export function eventOf(answer: unknown): string | null {
  return typeof answer === 'object' && answer !== null ? (events.get(answer) ?? null) : null
}

/**
 * Every write goes through here: the gateway refuses one without these headers. Where the policy asks for a reason the
 * person is asked, once for all writes of one `act`, and the same write is repeated with it. A fresh sign-in and an approval are told by themselves; the
 * error is thrown all the same, and `isToldElsewhere` knows it.
 */
export async function write<T>(
  method: 'POST' | 'DELETE',
  path: string,
  body: object = {},
  { reason, act }: { reason?: string | undefined; act?: Act | undefined } = {},
): Promise<T> {
  try {
    const answer = await send(path, { method, headers: writeHeaders(reason), ...bodyFor(method, body) })
    const told = bodyOf(answer)
    const event = answer.headers.get('steward-event')
    if (event !== null && typeof told === 'object' && told !== null) events.set(told, event)
    return told as T
  } catch (error) {
    if (!(error instanceof ApiError) || !isAnybodyThere()) throw error
    if (error.code === 'reason_required' && reason === undefined) {
      const given = await askForReason(error.message, act)
      if (given !== null) return write(method, path, body, { reason: given })
      throw new ApiError('No reason was given, so nothing was changed.', { kind: 'withdrawn' })
    }
    if (error.code === 'step_up_required') askToSignIn()
    if (error.code === 'approval_required') tellProposed(error.details)
    throw error
  }
}

function writeHeaders(reason: string | undefined): Record<string, string> {
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-portal-request': '1',
    'anthropic-version': adminApiVersion,
    // Headers carry no letters beyond Latin, so the server expects them encoded.
    ...(reason === undefined ? {} : { 'x-portal-reason': encodeURIComponent(reason) }),
  }
}

function bodyFor(method: 'POST' | 'DELETE', body: object): { body?: string } {
  return method === 'POST' ? { body: JSON.stringify(body) } : {}
}
