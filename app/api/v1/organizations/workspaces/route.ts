import { createWorkspace } from '#lib/server/actions/workspaces.ts'
import { read, write } from '#lib/server/http/route.ts'
import { listWorkspaces } from '#lib/server/reads/workspaces.ts'

export const GET = read(listWorkspaces)
export const POST = write(createWorkspace)
