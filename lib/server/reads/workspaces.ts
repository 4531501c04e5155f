import 'server-only'
import { z } from 'zod'
import { workspaceId } from '#lib/schemas/ids.ts'
import { notFound } from '#lib/server/http/problem.ts'
import { defineRead } from './define.ts'
import { absent, listFromMirror } from './lists.ts'
import { cursorParams } from './paginate.ts'
import { seesWorkspace, visibleWorkspaces } from './scope.ts'

const flag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .default(false)

export const listWorkspaces = defineRead({
  power: 'workspaces.read',
  input: z.object({
    ...cursorParams(workspaceId),
    ids: z.array(workspaceId).max(100).optional(),
    include_archived: flag,
    include_default: flag,
  }),
  run: (context, { ids, include_archived, include_default, ...query }) =>
    listFromMirror(
      context,
      {
        kind: 'workspace',
        idOf: (workspace) => workspace.id,
        items: (snapshot) =>
          visibleWorkspaces(snapshot, context.person).filter(
            (workspace) =>
              (include_archived || workspace.archived_at === null) &&
              (include_default || workspace.id !== snapshot.defaultWorkspaceId) &&
              (ids === undefined || ids.includes(workspace.id)),
          ),
      },
      query,
    ),
})

export const retrieveWorkspace = defineRead({
  power: 'workspaces.read',
  input: z.object({ workspace_id: workspaceId }),
  run: async ({ runtime, person }, { workspace_id }) => {
    runtime.mirror.looked()
    const workspace = (await runtime.mirror.snapshot()).get('workspace', workspace_id)
    if (!seesWorkspace(person, workspace_id)) throw notFound(workspace_id)
    if (workspace === undefined) throw await absent(runtime, 'workspace', workspace_id)
    return { body: workspace }
  },
})
