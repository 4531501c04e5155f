import 'server-only'
import { randomBytes } from 'node:crypto'
import type { Env } from '#lib/server/env.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { GrantRecord, PersonRecord } from '#lib/server/store/schema.ts'
import { isOfIssuer } from './issuer.ts'
import { grantOf, grantsByConfiguration, strongest, textList } from './roles.ts'
import type { Identity } from './roles.ts'

export type NewGrant = Omit<GrantRecord, 'id'>

export function newGrantId(): string {
  return `grant_${randomBytes(12).toString('hex')}`
}

export async function createGrant(db: Queryable, id: string, grant: NewGrant): Promise<void> {
  await db
    .insertInto('portal_grant')
    .values({ id, ...grant })
    .execute()
}

export async function findGrant(db: Queryable, id: string): Promise<GrantRecord | null> {
  return (await db.selectFrom('portal_grant').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

export async function deleteGrant(db: Queryable, id: string): Promise<void> {
  await db.deleteFrom('portal_grant').where('id', '=', id).execute()
}

export function listGrants(db: Queryable): Promise<GrantRecord[]> {
  return db.selectFrom('portal_grant').selectAll().orderBy('created_ms', 'desc').execute()
}

/** `policy` is read before the transaction that asks: reading it may write an audit event of its own. */
export type Roster = { env: Pick<Env, 'portalAdmins' | 'oidc'>; policy: Pick<PolicyRules, 'groups'> }

/**
 * How many people are portal admins for good: by a group of the policy file, PORTAL_ADMINS, or a grant without an end.
 * Only people who have signed in count: an address that nobody ever used may be misspelt.
 */
export async function lastingAdmins(db: Queryable, roster: Roster): Promise<number> {
  const grants = (await listGrants(db)).filter((grant) => grant.until_ms === null && grant.role === 'admin')
  const people = await db.selectFrom('person').selectAll().execute()
  return people.filter((record) => {
    if (!isOfIssuer(record, roster.env.oidc.issuer)) return false
    const identity = identityOf(record)
    const configured = grantsByConfiguration(identity, roster.env.portalAdmins, roster.policy)
    return configured.some(({ role }) => role === 'admin') || grants.some((grant) => isFor(grant, identity))
  }).length
}

/**
 * True when a grant would give somebody more than they hold for good already: another role, another workspace, or the
 * same for longer.
 */
export async function raises(db: Queryable, roster: Roster, record: PersonRecord, grant: NewGrant): Promise<boolean> {
  const identity = identityOf(record)
  if (!isFor(grant, identity)) return false
  const mine = (await listGrants(db)).filter((known) => known.until_ms === null && isFor(known, identity))
  const lasting = [...grantsByConfiguration(identity, roster.env.portalAdmins, roster.policy), ...mine.flatMap(grantOf)]
  const [before, after] = [strongest(lasting), strongest([...lasting, ...grantOf(grant)])]
  return JSON.stringify(before) !== JSON.stringify(after)
}

function isFor(grant: Pick<GrantRecord, 'subject_kind' | 'subject'>, identity: Identity): boolean {
  return grant.subject_kind === 'person' ? grant.subject === identity.id : identity.groups.includes(grant.subject)
}

function identityOf(record: PersonRecord): Identity {
  return {
    id: record.id,
    email: record.email,
    email_verified: record.email_verified === 1,
    groups: textList(record.groups),
  }
}
