import 'server-only'
import { z } from 'zod'
import { userId, workspaceId } from '#lib/schemas/ids.ts'
import type { WorkspaceMember } from '#lib/schemas/workspace-members.ts'
import { notFound } from '#lib/server/http/problem.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { defineRead } from './define.ts'
import { absent, listFromMirror } from './lists.ts'
import { cursorParams } from './paginate.ts'
import { seesWorkspace } from './scope.ts'

export const listWorkspaceMembers = defineRead({
  power: 'workspaces.read',
  input: z.object({ ...cursorParams(userId), workspace_id: workspaceId }),
  run: async (context, { workspace_id, ...query }) => {
    const snapshot = await context.runtime.mirror.snapshot()
    if (snapshot.get('workspace', workspace_id) === undefined || !seesWorkspace(context.person, workspace_id))
      throw notFound(workspace_id)
    // Contract 8.5: the default workspace has no member list of its own.
    if (workspace_id === snapshot.defaultWorkspaceId)
      return { body: { data: [], has_more: false, first_id: null, last_id: null, complete: true } }
    return listFromMirror(
      context,
      {
        kind: 'workspace_member',
        parent: workspace_id,
        idOf: (row) => row.user_id,
        orderedAs: 'user',
        items: (current) => membersOf(current, workspace_id),
      },
      query,
    )
  },
})

/** In the order of the organization's members: the rows themselves carry no time (contract 8.5). */
function membersOf(snapshot: Snapshot, workspaceId: string): WorkspaceMember[] {
  return snapshot.list('user').flatMap((member) => {
    const row = snapshot.get('workspace_member', member.id, workspaceId)
    return row === undefined ? [] : [row]
  })
}

export const retrieveWorkspaceMember = defineRead({
  power: 'workspaces.read',
  input: z.object({ workspace_id: workspaceId, user_id: userId }),
  run: async ({ runtime, person }, { workspace_id, user_id }) => {
    runtime.mirror.looked(workspace_id)
    const row = (await runtime.mirror.snapshot()).get('workspace_member', user_id, workspace_id)
    if (!seesWorkspace(person, workspace_id)) throw notFound(workspace_id)
    if (row === undefined) throw await absent(runtime, 'workspace_member', user_id, workspace_id)
    return { body: row }
  },
})
