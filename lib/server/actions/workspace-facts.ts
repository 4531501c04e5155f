import 'server-only'
import type { WorkspaceFacts } from '#lib/rules/workspace-can.ts'
import type { OrganizationApi } from '#lib/server/admin-api/admin-api.ts'
import type { MirrorReader } from '#lib/server/mirror/read.ts'

/** Facts of a workspace from the mirror, or from upstream while the mirror does not hold it. */
export function workspaceFactsFrom(
  reader: Pick<MirrorReader, 'snapshot'>,
  admin: Pick<OrganizationApi, 'workspaces'>,
): (id: string) => Promise<WorkspaceFacts> {
  return async (id) => {
    const snapshot = await reader.snapshot()
    const { name, archived_at } = snapshot.get('workspace', id) ?? (await admin.workspaces.retrieve(id)).value
    return { id, name, archived_at, is_default: id === snapshot.defaultWorkspaceId }
  }
}
