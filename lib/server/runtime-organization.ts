import 'server-only'
import { adminApi } from '#lib/server/admin-api/admin-api.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import type { UpstreamHealthKeeper } from '#lib/server/admin-api/health.ts'
import type { Env } from '#lib/server/env.ts'
import type { MirrorReader } from '#lib/server/mirror/read.ts'
import { WrongOrganizationError, readOrganization } from '#lib/server/mirror/sync.ts'
import type { Database } from '#lib/server/store/database.ts'
import { StartError } from './start-error.ts'

/** Resolves to the organization that every later answer must come from; null while none is known. */
export async function checkOrganization(
  env: Env,
  database: Database,
  reader: MirrorReader,
  call: Parameters<typeof adminApi>[0],
  health: UpstreamHealthKeeper,
): Promise<string | null> {
  const [mirrored] = (await reader.snapshot()).list('organization')
  if (env.expectedOrgId !== null && mirrored !== undefined && mirrored.id !== env.expectedOrgId)
    throw new StartError(
      `The database holds organization ${mirrored.id}, not EXPECTED_ORG_ID ${env.expectedOrgId}. Use another database.`,
    )
  const expectedOrganizationId = env.expectedOrgId ?? mirrored?.id ?? null
  try {
    await readOrganization({ database, expectedOrganizationId, admin: adminApi(call, 'interactive') })
  } catch (error) {
    if (error instanceof WrongOrganizationError) throw new StartError(error.message)
    if (!(error instanceof UpstreamError)) throw error
    if (error.status === 401 || error.status === 403)
      throw new StartError(
        'ANTHROPIC_ADMIN_KEY is refused by the Admin API: it is wrong, revoked or expired. Make a new admin key in the Claude Console.',
      )
    health.report(error)
  }
  const [read] = (await reader.snapshot()).list('organization')
  return expectedOrganizationId ?? read?.id ?? null
}
