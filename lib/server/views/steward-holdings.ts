import 'server-only'
import type { StewardHoldings } from '#lib/schemas/offboarding.ts'
import { listGrants } from '#lib/server/auth/grants.ts'
import { limitsOf, personOf } from '#lib/server/auth/person.ts'
import { textList } from '#lib/server/auth/roles.ts'
import { livingSessions } from '#lib/server/auth/sessions.ts'
import { listTokens } from '#lib/server/auth/tokens.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import type { PersonRecord } from '#lib/server/store/schema.ts'

/** What people with this address hold in Steward itself. Only for somebody who may see the sessions of others. */
export async function stewardHoldings(runtime: Runtime, email: string): Promise<StewardHoldings[]> {
  const people = await runtime.database.db
    .selectFrom('person')
    .selectAll()
    .where('email', '=', email.toLowerCase())
    .orderBy('last_seen_ms', 'desc')
    .execute()
  return Promise.all(people.map((record) => holdingsOfPerson(runtime, record)))
}

async function holdingsOfPerson(runtime: Runtime, record: PersonRecord): Promise<StewardHoldings> {
  const { db } = runtime.database
  const nowMs = Date.now()
  const inForce = (endMs: number | null) => endMs === null || endMs > nowMs
  const tokens = (await listTokens(db)).filter(
    (token) => token.maker_id === record.id && token.revoked_ms === null && inForce(token.expires_ms),
  )
  const grants = (await listGrants(db)).filter(
    (grant) => grant.subject_kind === 'person' && grant.subject === record.id && inForce(grant.until_ms),
  )
  return {
    person: {
      id: record.id,
      name: record.name,
      email: record.email,
      email_verified: record.email_verified === 1,
      last_seen_at: iso(record.last_seen_ms),
    },
    portal_role: (await personOf(runtime, record, nowMs)).role,
    grants: grants.map(({ id, role, until_ms }) => ({ id, role, until: until_ms === null ? null : iso(until_ms) })),
    groups: textList(record.groups),
    tokens: tokens.map(({ id, name, role, last_used_ms }) => ({
      id,
      name,
      role,
      last_used_at: last_used_ms === null ? null : iso(last_used_ms),
    })),
    sessions: (await livingSessions(db, limitsOf(runtime.env), nowMs, record.id)).length,
    proposals: await openProposals(runtime, record.id, nowMs),
    jobs: await openJobs(runtime, record.id, tokens),
  }
}

function openProposals({ database: { db } }: Runtime, personId: string, nowMs: number) {
  return db
    .selectFrom('proposal')
    .select(['id', 'summary'])
    .where('requester_id', '=', personId)
    .where('status', '=', 'waiting')
    .where('expires_ms', '>', nowMs)
    .orderBy('created_ms')
    .execute()
}

function openJobs({ database: { db } }: Runtime, personId: string, tokens: readonly { id: string }[]) {
  return db
    .selectFrom('job')
    .select(['id', 'title', 'status'])
    .where((eb) =>
      eb.or([eb('starter_id', '=', personId), eb('starter_token', 'in', ['', ...tokens.map(({ id }) => id)])]),
    )
    .where('ended_ms', 'is', null)
    .orderBy('created_ms')
    .execute()
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
