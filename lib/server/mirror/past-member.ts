import 'server-only'
import type { Database } from '#lib/server/store/database.ts'
import { readState } from '#lib/server/store/state.ts'
import type { Kind } from './kinds.ts'
import { defaultWorkspaceState } from './read.ts'
import { Snapshot } from './snapshot.ts'

/**
 * These kinds as the mirror knew them at `atMs`. Reads every object of them, so it is for reports, not for lists; of
 * workspace members only the rows of `memberId`.
 */
export async function snapshotAt(
  database: Database,
  atMs: number,
  kinds: readonly Kind[],
  memberId: string,
): Promise<Snapshot> {
  const rows = await database.db
    .selectFrom('mirror_object')
    .select(['kind', 'parent', 'id', 'data'])
    .where('kind', 'in', kinds)
    .where((eb) => eb.or([eb('kind', '<>', 'workspace_member'), eb('id', '=', memberId)]))
    .where('valid_from_ms', '<=', atMs)
    .where((eb) => eb.or([eb('valid_to_ms', 'is', null), eb('valid_to_ms', '>', atMs)]))
    .execute()
  return Snapshot.empty().with(0, await readState(database.db, defaultWorkspaceState), rows)
}

/** The id of the member who last had this address by `atMs`; null when the mirror never knew one. */
export async function memberIdAt(database: Database, atMs: number, email: string): Promise<string | null> {
  const versions = await database.db
    .selectFrom('mirror_object')
    .select(['id', 'data'])
    .where('kind', '=', 'user')
    .where('valid_from_ms', '<=', atMs)
    .orderBy('valid_from_ms', 'desc')
    .execute()
  const wanted = email.toLowerCase()
  const found = versions.find(({ data }) => (JSON.parse(data) as { email: string }).email.toLowerCase() === wanted)
  return found?.id ?? null
}
