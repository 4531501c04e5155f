import { setTimeout as sleep } from 'node:timers/promises'
import { jsonAnswer, toResponse } from './answer.ts'
import type { Answer } from './answer.ts'
import { readCredential } from './credential.ts'
import { apiVersions, hasBeta } from './context.ts'
import type { ApiVersion, Call } from './context.ts'
import { answerControl } from './control.ts'
import { commits, spoil } from './faults.ts'
import { createRandom } from './random.ts'
import { errorEnvelope, Refusal } from './refusal.ts'
import { parseLoggedBody, pickLoggedHeaders } from './request-log.ts'
import type { LoggedRequest } from './request-log.ts'
import { createRouter } from './router.ts'
import { routes } from './routes.ts'
import { createTenant, credentialsOf } from './tenant.ts'
import type { Credential, Tenant, WorldOptions } from './tenant.ts'

export type EmulatorOptions = {
  /** One organization per admin key. */
  worlds: readonly WorldOptions[]
  /** Opens the control door under `/_emulator/`. */
  control?: boolean
  /** How long every answer takes at least. */
  latencyMs?: number
  /** Requests a minute for each organization; 0 for no quota. */
  quotaPerMinute?: number
  /** The wall clock, for tests of quota and expiry. */
  realClock?: () => number
}

export type Emulator = {
  /** Answers a call and says how much of the answer may reach the client. */
  handle: (call: Call) => Promise<Answer>
  /** The same for a standard request. */
  fetch: (request: Request) => Promise<Response>
}

const basePath = '/v1/organizations'
const findRoute = createRouter(routes, basePath)

export function createEmulator(options: EmulatorOptions): Emulator {
  const realClock = options.realClock ?? Date.now
  const credentials = new Map<string, Credential>()
  const requestIds = createRandom(`request ids ${Math.random()}`)
  let worldCount = 0

  function addWorld(world: WorldOptions): Tenant {
    if (credentials.has(world.key)) throw new RangeError('Two worlds may not share one admin key')
    const tenant = createTenant(world, worldCount, options.quotaPerMinute ?? 100, realClock)
    worldCount += 1
    for (const [secret, credential] of credentialsOf(tenant)) credentials.set(secret, credential)
    return tenant
  }

  async function handle(call: Call): Promise<Answer> {
    const requestId = requestIds.id('req_')
    if (call.path === '/_emulator' || call.path.startsWith('/_emulator/')) {
      const open = options.control === true
      return answerOrRefuse(requestId, () => answerControl({ call, credentials, open, addWorld, realClock }))
    }
    const entry = logEntry(call, requestId, realClock())
    const secret = quietly(() => readCredential(call))
    const tenant = secret === undefined ? undefined : credentials.get(secret)?.tenant
    tenant?.log.add(entry)
    if (options.latencyMs !== undefined && options.latencyMs > 0) await sleep(options.latencyMs)
    const answer = await answerAdminApi(call, requestId, credentials, realClock())
    entry.status = answer.delivery === 'dropped' ? null : answer.status
    return answer
  }

  for (const world of options.worlds) addWorld(world)
  return { handle, fetch: async (request) => toResponse(await handle(await toCall(request))) }
}

function quietly<T>(attempt: () => T): T | undefined {
  try {
    return attempt()
  } catch {
    return undefined
  }
}

function logEntry(call: Call, requestId: string, time: number): LoggedRequest {
  return {
    at: new Date(time).toISOString(),
    method: call.method,
    path: call.path,
    query: call.query.toString(),
    status: null,
    request_id: requestId,
    headers: pickLoggedHeaders(call.header),
    body: parseLoggedBody(call.body),
  }
}

function answerOrRefuse(requestId: string, produce: () => unknown): Answer {
  try {
    return jsonAnswer(200, produce(), requestId)
  } catch (error) {
    // A bug of the emulator must read as one, not as a dropped connection.
    const refusal = error instanceof Refusal ? error : new Refusal(500, `The emulator failed: ${String(error)}`)
    const answer = jsonAnswer(refusal.status, errorEnvelope(refusal, requestId), requestId)
    return { ...answer, headers: { ...answer.headers, ...refusal.extras.headers } }
  }
}

/** The checks in the order of contract 2.4; an injected fault takes over once the caller is known. */
async function answerAdminApi(
  call: Call,
  requestId: string,
  credentials: ReadonlyMap<string, Credential>,
  time: number,
): Promise<Answer> {
  let credential: Credential | undefined
  const refused = answerOrRefuse(requestId, () => {
    checkVersion(call)
    credential = authenticate(call, credentials)
    takeQuota(call, credential.tenant, time)
  })
  if (credential === undefined) return refused
  const { tenant, kind } = credential
  const identified = (answer: Answer): Answer => ({
    ...answer,
    headers: { ...answer.headers, 'anthropic-organization-id': tenant.world.organization.id },
  })
  if (refused.status !== 200) return identified(refused)
  const fault = tenant.faults.take(call.method, call.path)
  const carriedOut = fault === undefined || commits(fault)
  const answer = carriedOut ? answerOrRefuse(requestId, () => dispatch(call, tenant, kind)) : undefined
  if (fault === undefined && answer !== undefined) return identified(answer)
  if (fault?.delay_ms !== undefined) await sleep(fault.delay_ms)
  return identified(spoil(fault ?? neverSpoiled, answer, requestId))
}

const neverSpoiled = { match: {}, times: 1 }

function checkVersion(call: Call): ApiVersion {
  const version = call.header('anthropic-version')
  if (version === null || version === '') throw new Refusal(400, 'anthropic-version: header is required')
  const known = apiVersions.find((candidate) => candidate === version)
  if (known === undefined) {
    throw new Refusal(400, `anthropic-version: '${version}' is not one of ${apiVersions.join(', ')}`)
  }
  return known
}

function authenticate(call: Call, credentials: ReadonlyMap<string, Credential>): Credential {
  const credential = credentials.get(readCredential(call))
  if (credential === undefined || (credential.kind === 'admin' && credential.tenant.revoked)) {
    throw new Refusal(401, call.header('x-api-key') === null ? 'invalid bearer token' : 'invalid x-api-key')
  }
  return credential
}

function takeQuota(call: Call, tenant: Tenant, time: number): void {
  const invites = call.method === 'POST' && call.path === `${basePath}/invites`
  const wait = (invites ? tenant.inviteQuota : tenant.quota).take(time)
  if (wait === 0) return
  throw new Refusal(429, `This organization has used up its requests; try again in ${wait} s.`, {
    headers: { 'retry-after': String(wait) },
  })
}

function dispatch(call: Call, tenant: Tenant, kind: Credential['kind']): unknown {
  if (kind === 'workspace') throw new Refusal(403, 'A workspace API key cannot be used for the Admin API.')
  const { route, params } = findRoute(call.method, call.path)
  if (route.oauthOnly === true && kind !== 'oauth') {
    throw new Refusal(403, `${call.path} needs an OAuth access token with the scope org:admin.`)
  }
  if (route.beta !== undefined && !hasBeta(call, route.beta))
    throw new Refusal(404, `There is nothing at ${call.path}.`)
  const param = (name: string): string => params.get(name) ?? ''
  return route.handle({ world: tenant.world, call, version: checkVersion(call), param })
}

async function toCall(request: Request): Promise<Call> {
  const url = new URL(request.url)
  return {
    method: request.method,
    path: url.pathname,
    query: url.searchParams,
    header: (name) => request.headers.get(name),
    body: await request.text(),
  }
}
