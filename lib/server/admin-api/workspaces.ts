import 'server-only'
import type { z } from 'zod'
import { adminApiPaths } from '#lib/paths.ts'
import { pageSchema } from '#lib/schemas/page.ts'
import { workspaceSchema } from '#lib/schemas/workspaces.ts'
import type { createWorkspaceInput, updateWorkspaceInput } from '#lib/schemas/workspaces.ts'
import { cursorQuery, withSignal } from './lane-call.ts'
import type { LaneCall, ListQuery } from './lane-call.ts'

const page = pageSchema(workspaceSchema)

type CreateBody = z.infer<typeof createWorkspaceInput>
type UpdateBody = Omit<z.infer<typeof updateWorkspaceInput>, 'workspace_id'>

/** Contract 8.4 and 10. */
export function workspacesApi(call: LaneCall) {
  return {
    list: (query: ListQuery & { include_archived?: boolean; include_default?: boolean }) =>
      call(page, {
        method: 'GET',
        path: adminApiPaths.workspaces(),
        query: {
          ...cursorQuery(query),
          include_archived: query.include_archived,
          include_default: query.include_default,
        },
        ...withSignal(query.signal),
      }),
    retrieve: (id: string) => call(workspaceSchema, { method: 'GET', path: adminApiPaths.workspace(id) }),
    /** Names are not unique: never repeat after a lost answer without looking for the new workspace first. */
    create: (body: CreateBody) => call(workspaceSchema, { method: 'POST', path: adminApiPaths.workspaces(), body }),
    update: (id: string, body: UpdateBody) =>
      call(workspaceSchema, { method: 'POST', path: adminApiPaths.workspace(id), body }),
    /** DANGER: irreversible; every key of the workspace is archived within seconds. */
    archive: (id: string) => call(workspaceSchema, { method: 'POST', path: adminApiPaths.archiveWorkspace(id) }),
  }
}
