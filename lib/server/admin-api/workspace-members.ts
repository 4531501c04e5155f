import 'server-only'
import { adminApiPaths } from '#lib/paths.ts'
import { pageSchema } from '#lib/schemas/page.ts'
import { workspaceMemberDeletedSchema, workspaceMemberSchema } from '#lib/schemas/workspace-members.ts'
import { cursorQuery, withSignal } from './lane-call.ts'
import type { LaneCall, ListQuery } from './lane-call.ts'

const page = pageSchema(workspaceMemberSchema)

/** Contract 8.5. Cursors are user ids. */
export function workspaceMembersApi(call: LaneCall) {
  return {
    list: (workspaceId: string, query: ListQuery) =>
      call(page, {
        method: 'GET',
        path: adminApiPaths.workspaceMembers(workspaceId),
        query: cursorQuery(query),
        ...withSignal(query.signal),
      }),
    retrieve: (workspaceId: string, userId: string) =>
      call(workspaceMemberSchema, { method: 'GET', path: adminApiPaths.workspaceMember(workspaceId, userId) }),
    add: (workspaceId: string, body: { user_id: string; workspace_role: string }) =>
      call(workspaceMemberSchema, { method: 'POST', path: adminApiPaths.workspaceMembers(workspaceId), body }),
    update: (workspaceId: string, userId: string, body: { workspace_role: string }) =>
      call(workspaceMemberSchema, { method: 'POST', path: adminApiPaths.workspaceMember(workspaceId, userId), body }),
    remove: (workspaceId: string, userId: string) =>
      call(workspaceMemberDeletedSchema, {
        method: 'DELETE',
        path: adminApiPaths.workspaceMember(workspaceId, userId),
      }),
  }
}
