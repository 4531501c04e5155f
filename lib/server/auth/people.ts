import 'server-only'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Queryable } from '#lib/server/store/database.ts'
import type { PersonRecord } from '#lib/server/store/schema.ts'

/** What an identity provider told about somebody, cleaned. */
export type Claims = {
  issuer: string
  subject: string
  email: string
  email_verified: boolean
  name: string
  groups: string[]
  /** When they proved who they are, by the provider's clock, in milliseconds; null when it does not say. */
  auth_ms: number | null
  /** When the provider says that it said this, in milliseconds; null when it does not. */
  issued_ms: number | null
}

const seconds = z.number().int().min(0).max(1e11).optional().catch(undefined)

const wireClaims = z.object({
  iss: z.string().min(1).max(2048),
  sub: z.string().min(1).max(255),
  email: z.string().max(320).optional().catch(undefined),
  email_verified: z.unknown().optional(),
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
  auth_time: seconds,
  iat: seconds,
  groups: z
    .union([z.array(z.unknown()), z.string()])
    .optional()
    .catch(undefined),
})

const asciiEmail = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/

/** Null when the claims do not even name an issuer and a subject. */
export function claimsOf(wire: unknown): Claims | null {
  const parsed = wireClaims.safeParse(wire)
  if (!parsed.success) return null
  const { iss, sub, email = '', email_verified, name, preferred_username, auth_time, iat, groups = [] } = parsed.data
  const tidy = oneLine(email.normalize('NFKC').toLowerCase())
  return {
    issuer: iss,
    subject: sub,
    email: tidy,
    // Judged on the text as it came: normalising must never turn a look-alike address into a real one.
    email_verified: (email_verified === true || email_verified === 'true') && asciiEmail.test(email),
    name: oneLine(name ?? preferred_username ?? '').slice(0, 200) || tidy || sub,
    groups: groupsOf(groups),
    auth_ms: milliseconds(auth_time),
    issued_ms: milliseconds(iat),
  }
}

function milliseconds(seconds: number | undefined): number | null {
  return seconds === undefined ? null : seconds * 1000
}

function groupsOf(groups: unknown[] | string): string[] {
  const list = typeof groups === 'string' ? [groups] : groups
  const names = list.filter((group) => typeof group === 'string' && group !== '' && group.length <= 256)
  return [...new Set(names.map(String))].slice(0, 1000)
}

function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are exactly what must go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim()
}

/** The person behind these claims, if they have signed in before. */
export function findPerson(
  db: Queryable,
  { issuer, subject }: Pick<Claims, 'issuer' | 'subject'>,
): Promise<PersonRecord | undefined> {
  return db
    .selectFrom('person')
    .selectAll()
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
}

/** Stores what the provider said at this sign-in. Issuer and subject say who it is; an e-mail address never does. */
export async function rememberPerson(
  db: Queryable,
  claims: Omit<Claims, 'auth_ms' | 'issued_ms'>,
  nowMs: number,
): Promise<PersonRecord> {
  const told = {
    email: claims.email,
    email_verified: claims.email_verified ? 1 : 0,
    name: claims.name,
    groups: JSON.stringify(claims.groups),
    last_seen_ms: nowMs,
  }
  return db
    .insertInto('person')
    .values({
      id: `person_${randomBytes(12).toString('hex')}`,
      issuer: claims.issuer,
      subject: claims.subject,
      created_ms: nowMs,
      ...told,
    })
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doUpdateSet(told))
    .returningAll()
    .executeTakeFirstOrThrow()
}
