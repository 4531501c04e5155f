import 'server-only'
import { restsOnOldGroups } from '#lib/server/auth/old-groups.ts'
import { signedInNow } from '#lib/server/auth/person.ts'
import type { AuthParts, SignedIn } from '#lib/server/auth/person.ts'
import type { JobRecord } from '#lib/server/store/job-tables.ts'

/**
 * How long the groups of somebody's last sign-in count for their jobs. A job may wait for more than a year, and whoever
 * left never signs in again: longer than a holiday, and no longer.
 */
const groupsLastDays = 30
const dayMs = 86_400_000

const gone = 'Whoever started this has no access any more.'

/** Whoever started a job, with the rights they have at this moment; why not where they have none that still count. */
export async function starterNow(
  parts: Pick<AuthParts, 'database' | 'env' | 'policy'>,
  { starter_id, starter_name, starter_token }: Pick<JobRecord, 'starter_id' | 'starter_name' | 'starter_token'>,
): Promise<SignedIn | { refused: string }> {
  const who = starter_token === null ? { person_id: starter_id } : { token_id: starter_token }
  const signedIn = await signedInNow(parts, who, 'job')
  if (signedIn === null) return { refused: gone }
  const sinceMs = Date.now() - groupsLastDays * dayMs
  if (starter_token !== null || !(await restsOnOldGroups(parts, starter_id, sinceMs))) return signedIn
  return {
    refused: `${starter_name} has not signed in for ${groupsLastDays} days, so the groups that gave them the right may be out of date. They can sign in and try again, or somebody else can do it.`,
  }
}
