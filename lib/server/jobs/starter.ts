import 'server-only'
import { signedInNow } from '#lib/server/auth/person.ts'
import type { AuthParts, SignedIn } from '#lib/server/auth/person.ts'
import type { JobRecord } from '#lib/server/store/job-tables.ts'

/** Whoever started a job, with the rights they have at this moment; null when they are gone or their token is. */
export function starterNow(
  parts: Pick<AuthParts, 'database' | 'env' | 'policy'>,
  { starter_id, starter_token }: Pick<JobRecord, 'starter_id' | 'starter_token'>,
): Promise<SignedIn | null> {
  return signedInNow(parts, starter_token === null ? { person_id: starter_id } : { token_id: starter_token }, 'job')
}
