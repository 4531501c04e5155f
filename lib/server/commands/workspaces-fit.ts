import 'server-only'
import { impossible, yes } from '#lib/rules/verdict.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { PortalRole } from '#lib/schemas/person.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'

/** A workspace manager needs workspaces, and for every other role they would mean nothing. */
export function workspacesFit(role: PortalRole, workspaces: readonly string[]): Verdict {
  if (role === 'workspace_manager' && workspaces.length === 0)
    return impossible('workspaces_missing', 'A workspace manager needs at least one workspace.')
  if (role !== 'workspace_manager' && workspaces.length > 0)
    return impossible('workspaces_without_meaning', 'Workspaces are chosen for a workspace manager only.')
  return yes
}

/** A right for a workspace that does not exist would wait for one that somebody else names. */
export function workspacesKnown(snapshot: Pick<Snapshot, 'get'>, workspaces: readonly string[]): Verdict {
  const unknown = workspaces.find((id) => snapshot.get('workspace', id) === undefined)
  return unknown === undefined ? yes : impossible('workspace_unknown', `\`${unknown}\` is not a workspace here.`)
}
