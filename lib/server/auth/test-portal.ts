import 'server-only'
import { randomBytes } from 'node:crypto'
import { createAuditLog } from '#lib/server/audit/record.ts'
import type { Env } from '#lib/server/env.ts'
import { forgetSecrets } from '#lib/server/env.ts'
import { emptyPolicy } from '#lib/schemas/policy.ts'
import { noPolicy } from '#lib/server/policy/policy.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import { Secret } from '#lib/server/secret.ts'
import type { Database } from '#lib/server/store/database.ts'
import { sealSessionId } from './cookies.ts'
import { rememberPerson } from './people.ts'
import type { AuthParts } from './person.ts'
import { openSession } from './sessions.ts'

export type TestClock = { nowMs: number }
export type TestPortal = { parts: AuthParts; clock: TestClock; policy: PolicyRules; lines: string[] }

export const portalOrigin = 'http://localhost:4999'

/** What this room needs of a running portal, on a real database, with a clock and a policy that tests set. */
export function testPortal(database: Database, change: Partial<AuthParts['env']> = {}): TestPortal {
  const clock: TestClock = { nowMs: Date.now() }
  const policy: PolicyRules = { ...emptyPolicy }
  const lines: string[] = []
  const keep = (...entry: unknown[]) => void lines.push(JSON.stringify(entry))
  const env: Pick<Env, keyof AuthParts['env']> = {
    portalUrl: new URL(portalOrigin),
    sessionSecret: new Secret(randomBytes(36).toString('base64')),
    sessionIdleMinutes: 15,
    sessionHours: 12,
    portalAdmins: [],
    oidc: { issuer: 'http://127.0.0.1:1', clientId: 'steward', clientSecret: new Secret('client-secret') },
    ...change,
  }
  forgetSecrets(process.env, env)
  const log = { info: keep, warn: keep, error: keep }
  const parts: AuthParts = {
    database,
    env,
    log,
    audit: createAuditLog(database, 'test', () => clock.nowMs),
    policy: { current: async () => ({ ...noPolicy, policy }) },
    now: () => clock.nowMs,
  }
  return { parts, clock, policy, lines }
}

export type TestPerson = { subject: string; email?: string; email_verified?: boolean; groups?: string[] }

/** Somebody who has just signed in: their id and the cookie their browser holds. */
export async function signedInPerson({ parts, clock }: TestPortal, told: TestPerson) {
  const { db } = parts.database
  const claims = {
    issuer: parts.env.oidc.issuer,
    email: `${told.subject}@example.com`,
    email_verified: true,
    name: told.subject,
    groups: [],
    ...told,
  }
  const { id } = await rememberPerson(db, claims, clock.nowMs)
  const sid = await openSession(db, id, clock.nowMs)
  return { id, cookie: `portal-session=${await sealSessionId(parts.env, sid)}` }
}

export function requestWith(headers: Record<string, string>, path = '/api/v1/organizations/me'): Request {
  return new Request(`${portalOrigin}${path}`, { headers })
}
