import 'server-only'
import { z } from 'zod'
import { workspaceId } from '#lib/schemas/ids.ts'
import { notFound } from '#lib/server/http/problem.ts'
import { defineRead } from '#lib/server/reads/define.ts'
import { readSpend } from './spend.ts'
import { viewRead, viewResult } from './view-read.ts'
import { readWorkspaceUsage } from './workspace-usage.ts'

export const viewSpend = viewRead('usage.read', readSpend)

export const viewWorkspaceUsage = defineRead({
  power: 'usage.read',
  input: z.object({ workspace_id: workspaceId }),
  run: async ({ person }, { workspace_id }) => {
    const usage = await readWorkspaceUsage(person, workspace_id)
    if (usage === null) throw notFound(workspace_id)
    return viewResult(usage)
  },
})
