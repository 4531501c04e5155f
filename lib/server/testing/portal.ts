import 'server-only'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openControlDoor } from '#lib/emulator/control-client.ts'
import { startEmulatorHost } from '#lib/emulator/host.ts'
import type { PortalRole } from '#lib/schemas/person.ts'
import { sealSessionId, sessionCookieName } from '#lib/server/auth/cookies.ts'
import { createGrant, newGrantId } from '#lib/server/auth/grants.ts'
import { rememberPerson } from '#lib/server/auth/people.ts'
import { openSession } from '#lib/server/auth/sessions.ts'
import { createToken } from '#lib/server/auth/tokens.ts'
import type { Env } from '#lib/server/env.ts'
import { noNotices } from '#lib/server/env-notices.ts'
import type { RouteHandler } from '#lib/server/http/route.ts'
import { createRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { Secret } from '#lib/server/secret.ts'
import type { DatabaseOptions } from '#lib/server/store/database.ts'

const key = 'sk-ant-admin01-test'

type Seed = { members?: number; invites?: number; workspaces?: number; keys?: number; seed?: number }
type Options = {
  seed?: Seed
  quota?: number
  latencyMs?: number
  requestsPerMinute?: number
  expectedOrgId?: string
  /** Anything else of the environment. */
  env?: Partial<Env>
  /** The text of a policy file. */
  policy?: string
}

/** A whole portal without Next: real emulator over HTTP, real database, the route handlers themselves. */
export async function startTestPortal(place: DatabaseOptions, options: Options = {}) {
  const emulator = await startEmulatorHost({
    worlds: [{ key, members: 60, invites: 12, workspaces: 8, keys: 60, seed: 7, ...options.seed }],
    control: true,
    quotaPerMinute: options.quota ?? 0,
    latencyMs: options.latencyMs ?? 0,
  })
  const env = testEnv(emulator.url, place, options)
  const runtime = await createRuntime(env).catch(async (error: unknown) => {
    await emulator.close()
    throw error
  })
  globalThis.stewardRuntime = Promise.resolve(runtime)
  return {
    emulator,
    door: openControlDoor(emulator.url, key),
    env,
    runtime,
    close: async () => {
      globalThis.stewardRuntime = undefined
      await runtime.close()
      await emulator.close()
      if ('url' in place && options.env?.dataDir === undefined) rmSync(env.dataDir, { recursive: true, force: true })
    },
  }
}

export function testEnv(baseUrl: string, place: DatabaseOptions, options: Options = {}): Env {
  const dataDir = 'url' in place ? mkdtempSync(path.join(tmpdir(), 'steward-data-')) : place.dataDir
  return {
    portalUrl: new URL('http://127.0.0.1:3999'),
    port: 3999,
    adminKey: new Secret(key),
    adminKeyFile: null,
    anthropicBaseUrl: new URL(baseUrl),
    expectedOrgId: options.expectedOrgId ?? null,
    dataDir,
    audit: {
      signingKeyFile: null,
      checkpointFile: path.join(dataDir, 'audit-checkpoints.jsonl'),
      checkpointUrl: null,
      siemStdout: false,
      siemUrl: null,
      siemToken: null,
    },
    notices: noNotices,
    database: placeOf(place),
    oidc: { issuer: 'http://127.0.0.1:3998', clientId: 'steward', clientSecret: new Secret('a-secret-of-the-tests') },
    sessionSecret: new Secret('0123456789abcdef0123456789abcdef-tests'),
    portalAdmins: [],
    policyFile: options.policy === undefined ? null : writePolicy(options.policy),
    requestsPerMinute: options.requestsPerMinute ?? 100_000,
    requestsPerPersonPerMinute: 1_000_000,
    // Only tests of usage ask for it: its calls would stand in the request log of every other.
    usageReports: false,
    logLevel: 'silent',
    sessionIdleMinutes: 15,
    sessionHours: 12,
    stepUpMinutes: 5,
    reconcileSettleSeconds: 60,
    warnings: [],
    ...options.env,
  }
}

export function writePolicy(text: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'steward-policy-')), 'policy.yaml')
  writeFileSync(file, text)
  return file
}

function placeOf(place: DatabaseOptions): Env['database'] {
  if (!('url' in place)) return place
  const { url, ownerUrl } = place
  return { url: new Secret(url), ...(ownerUrl === undefined ? {} : { ownerUrl: new Secret(ownerUrl) }) }
}

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers }
export type Ask = (
  handler: RouteHandler,
  params?: Record<string, string>,
  request?: { method?: string; body?: unknown; query?: string; headers?: Record<string, string> },
) => Promise<Answer>

/** The secret of a new portal token of this role. */
export async function tokenOf(
  runtime: Runtime,
  role: PortalRole,
  workspaces: readonly string[] | null = null,
): Promise<string> {
  const { secret } = await createToken(
    runtime.database.db,
    { name: `test ${role}`, role, workspaces, created_by: 'tests', expires_ms: null },
    Date.now(),
  )
  return secret
}

/** Calls route handlers as a script with a portal token of this role would. */
export async function askAs(
  runtime: Runtime,
  role: PortalRole,
  workspaces: readonly string[] | null = null,
): Promise<Ask> {
  return askWithToken(await tokenOf(runtime, role, workspaces))
}

export function askWithToken(secret: string): Ask {
  return askWith({ authorization: `Bearer ${secret}`, 'anthropic-version': '2026-10-21' })
}

/** Somebody at the identity provider. Equal `subject` and `issuer` are one person. */
export type Somebody = {
  subject: string
  issuer?: string
  email?: string
  groups?: readonly string[]
  /** Given by a grant of their own. */
  role?: PortalRole
  workspaces?: readonly string[]
}

/** Calls route handlers as this person's browser would, freshly signed in: another call is another browser. */
export async function askAsPerson(runtime: Runtime, somebody: Somebody): Promise<Ask> {
  return askWithCookie(runtime, await cookieOf(runtime, somebody))
}

/** The session cookie of a new sign-in, as a `Cookie` header. */
export async function cookieOf(runtime: Runtime, somebody: Somebody): Promise<string> {
  return (await signInPerson(runtime, somebody)).cookie
}

/** Somebody who has just signed in: their id and their cookie. */
export async function signInPerson(runtime: Runtime, somebody: Somebody): Promise<{ id: string; cookie: string }> {
  const { subject, issuer = 'http://127.0.0.1:3998', email = `${subject}@example.com`, groups = [] } = somebody
  const claims = { issuer, subject, email, email_verified: true, name: subject, groups: [...groups] }
  const person = await rememberPerson(runtime.database.db, claims, Date.now())
  if (somebody.role !== undefined) await grantRole(runtime, person.id, somebody.role, somebody.workspaces)
  const now = Date.now()
  const sid = await openSession(runtime.database.db, person.id, now, { auth_ms: now, agent: null })
  return { id: person.id, cookie: `${sessionCookieName(runtime.env)}=${await sealSessionId(runtime.env, sid)}` }
}

async function grantRole(runtime: Runtime, id: string, role: PortalRole, workspaces?: readonly string[]) {
  await createGrant(runtime.database.db, newGrantId(), {
    subject_kind: 'person',
    subject: id,
    role,
    workspaces: workspaces === undefined ? null : JSON.stringify(workspaces),
    until_ms: null,
    created_ms: Date.now(),
    created_by: 'tests',
  })
}

/** Calls route handlers with these headers, as a browser with a session would when they hold its cookie. */
export function askWithCookie(runtime: Runtime, cookie: string): Ask {
  return askWith({ cookie, origin: runtime.env.portalUrl.origin, 'x-portal-request': '1' })
}

function askWith(credentials: Record<string, string>): Ask {
  return async (handler, params = {}, request = {}) => {
    const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) }
    const response = await handler(
      new Request(`http://127.0.0.1:3999/api${request.query === undefined ? '' : `?${request.query}`}`, {
        method: request.method ?? 'GET',
        headers: {
          ...credentials,
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...request.headers,
        },
        ...body,
      }),
      { params: Promise.resolve(params) },
    )
    const text = await response.text()
    const parsed: unknown = text === '' ? {} : JSON.parse(text)
    return {
      status: response.status,
      body: typeof parsed === 'object' && parsed !== null ? { ...parsed } : {},
      headers: response.headers,
    }
  }
}
