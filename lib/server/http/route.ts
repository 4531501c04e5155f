import 'server-only'
import { holds } from '#lib/rules/holds.ts'
import type { Refusal } from '#lib/rules/verdict.ts'
import type { Action } from '#lib/server/actions/define.ts'
import { RefusedError, StepUpRequiredError } from '#lib/server/actions/errors.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import { personFromRequest } from '#lib/server/auth/person.ts'
import type { Attachment, Read, ReadResult } from '#lib/server/reads/define.ts'
import { newRequestId } from '#lib/server/request-id.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { readJsonObject } from './body.ts'
import { headerJson } from './header-json.ts'
import type { Command } from './command.ts'
import { refuseWhenInDoubt } from './doubt.ts'
import { requireSameOrigin } from './origin.ts'
import { Problem, envelopeOf, problemOf } from './problem.ts'
import { queryOf } from './query.ts'
import { newestVersion, olderVersion, shapeForVersion } from './version.ts'

/** Next gives no parameters at all, not even an empty object, where the path has none. */
type RouteContext = { params: Promise<Record<string, string | string[] | undefined> | undefined> }
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>

type Caller = { runtime: Runtime; signedIn: SignedIn; request_id: string; api_version: string }

/** Exports a GET: who, may they, parse, answer. The only way, with `write`, to export a route's method (H1). */
export function read<I>(definition: Read<I>): RouteHandler {
  return guarded(async (request, context, caller) => {
    const verdict = holds(caller.signedIn.person, definition.power)
    if (!verdict.allowed) throw new Problem(403, verdict.code, verdict.reason)
    const input = definition.input.parse({ ...queryOf(request), ...(await pathParams(context)) })
    const { runtime, api_version, signedIn, request_id } = caller
    const result = await definition.run({ runtime, person: signedIn.person, signedIn, request_id, api_version }, input)
    return answer(request, caller.request_id, result)
  })
}

/** Exports a POST or DELETE that performs one action. */
export function write<I, B, R, O>(action: Action<I, B, R, O>): RouteHandler {
  return guarded(async (request, context, caller) => {
    const { runtime, signedIn, request_id } = caller
    if (signedIn.token_id === null) requireSameOrigin(request, runtime.env.portalUrl)
    const body = await readJsonObject(request)
    const input = action.input.parse(merged(body, await pathParams(context)))
    const performance = { request_id, reason: reasonOf(request), fresh: runtime.isFresh(signedIn) }
    const { value, event_id } = await runtime.perform(action, input, signedIn, performance)
    const { defaultWorkspaceId } = await runtime.mirror.snapshot()
    const shaped = shapeForVersion(value, caller.api_version, defaultWorkspaceId)
    return answer(request, request_id, { body: shaped, event_id })
  })
}

/** Exports a POST of the portal's own, under the same guards as `write`. */
export function command<I>(definition: Command<I>): RouteHandler {
  return guarded(async (request, context, caller) => {
    const { runtime, signedIn, request_id } = caller
    if (signedIn.token_id === null) requireSameOrigin(request, runtime.env.portalUrl)
    const verdict = holds(signedIn.person, definition.power)
    if (!verdict.allowed) throw await commandDenied(request, caller, verdict)
    refuseWhenInDoubt(runtime.anchor)
    const input = definition.input.parse(
      merged(await readJsonObject(request, definition.mostBytes), await pathParams(context)),
    )
    if (definition.stepUp === true && !runtime.isFresh(signedIn)) throw new StepUpRequiredError()
    const asked = { runtime, signedIn, request_id, reason: reasonOf(request) }
    return answer(request, request_id, { body: await definition.run(asked, input) })
  })
}

/** An attempt at something of Steward's own that the portal role does not allow is recorded like any other. */
async function commandDenied(request: Request, { runtime, signedIn, request_id }: Caller, refusal: Refusal) {
  const { pathname } = new URL(request.url)
  await runtime.audit.deny(
    actorOf(runtime.env, signedIn),
    {
      request_id,
      action: 'portal.command',
      summary: `${request.method} ${pathname}`.slice(0, 300),
      target_kind: null,
      target_id: null,
      workspace_id: null,
      params: {},
      reason: null,
      before: null,
    },
    refusal.reason,
  )
  return new Problem(403, refusal.code, refusal.reason)
}

function guarded(handle: (request: Request, context: RouteContext, caller: Caller) => Promise<Response>): RouteHandler {
  return async (request, context) => {
    const request_id = newRequestId()
    const runtime = await getRuntime()
    try {
      const signedIn = await personFromRequest(runtime, request)
      if (signedIn === null) throw new Problem(401, 'not_signed_in', 'Sign in, or send a valid portal token.')
      await requireModeration(runtime, signedIn)
      const api_version = versionOf(request, signedIn)
      return await handle(request, context, { runtime, signedIn, request_id, api_version })
    } catch (error) {
      return failed(runtime, request, request_id, error)
    }
  }
}

async function requireModeration({ limits }: Runtime, { person }: SignedIn): Promise<void> {
  const seconds = await limits.take(person.id)
  if (seconds === 0) return
  const words = `You sent more than ${limits.perMinute.toLocaleString('en')} requests in a minute. Wait ${seconds} s.`
  throw new Problem(429, 'too_many_requests', `${words} Nothing was changed.`, seconds)
}

/** Tokens speak the Admin API's language, so they must say which version (contract 2.4); our own pages need not. */
function versionOf(request: Request, signedIn: SignedIn): string {
  const version = request.headers.get('anthropic-version')
  if (version === null && signedIn.token_id !== null)
    throw new Problem(400, 'version_missing', 'anthropic-version: header is required')
  if (version !== null && version !== newestVersion && version !== olderVersion)
    throw new Problem(400, 'version_unknown', `anthropic-version: is neither ${newestVersion} nor ${olderVersion}`)
  return version ?? newestVersion
}

/** Next hands path parameters over decoded or not, depending on the character; the id patterns refuse both. */
async function pathParams(context: RouteContext): Promise<Record<string, string>> {
  const entries = Object.entries((await context.params) ?? {})
  return Object.fromEntries(entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
}

/** What the address says is not said in the body, too: two values for one name would be a trap for whoever reads only one. */
function merged(body: Record<string, unknown>, params: Record<string, string>): Record<string, unknown> {
  for (const name of Object.keys(params))
    if (Object.hasOwn(body, name))
      throw new Problem(400, 'invalid_input', `${name}: belongs in the address, not in the body`)
  return { ...body, ...params }
}

function reasonOf(request: Request): string | null {
  const reason = request.headers.get('x-portal-reason')
  return reason === null ? null : decodeReason(reason).slice(0, 500)
}

function decodeReason(reason: string): string {
  try {
    return decodeURIComponent(reason)
  } catch {
    return reason
  }
}

function answer(request: Request, requestId: string, result: ReadResult): Response {
  const headers = new Headers({ 'request-id': requestId, 'cache-control': 'private, no-store' })
  if (result.event_id !== undefined) headers.set('steward-event', result.event_id)
  if (result.freshness !== undefined) headers.set('steward-freshness', headerJson(result.freshness))
  if (result.etag !== undefined) {
    headers.set('etag', result.etag)
    if (request.headers.get('if-none-match') === result.etag) return new Response(null, { status: 304, headers })
  }
  if (result.attachment !== undefined) return download(headers, result.attachment)
  if (result.text === undefined) return Response.json(result.body, { headers })
  headers.set('content-type', 'application/json')
  return new Response(result.text, { headers })
}

/** A file: the browser saves it under a name of ours and never reads it as anything else. */
function download(headers: Headers, { name, type, stream }: Attachment): Response {
  headers.set('content-disposition', `attachment; filename="${name}"`)
  headers.set('content-type', type)
  headers.set('x-content-type-options', 'nosniff')
  return new Response(stream, { headers })
}

function failed(runtime: Runtime, request: Request, requestId: string, error: unknown): Response {
  const known = problemOf(error)
  const problem =
    known?.problem ?? new Problem(500, null, 'Something went wrong inside Steward. The log names the cause.')
  const facts = {
    request_id: requestId,
    method: request.method,
    path: new URL(request.url).pathname,
    status: problem.status,
  }
  if (known === null) runtime.log.error({ ...facts, err: error }, 'unexpected error')
  else if (error instanceof RefusedError) runtime.log.info({ ...facts, code: problem.code }, 'refused')
  else runtime.log.info({ ...facts, code: problem.code, problem: problem.message }, 'request failed')
  const headers = new Headers({ 'request-id': requestId, 'cache-control': 'private, no-store' })
  if (problem.retryAfterSeconds !== null) headers.set('retry-after', String(problem.retryAfterSeconds))
  // A refusal will not become a yes by asking again, though the SDK would repeat a 409 and a 502 (contract section 6).
  if (problem.retryAfterSeconds === null) headers.set('x-should-retry', 'false')
  return Response.json(envelopeOf(problem, requestId, known?.details ?? {}), { status: problem.status, headers })
}
