import { updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { read, write } from '#lib/server/http/route.ts'
import { retrieveWorkspace } from '#lib/server/reads/workspaces.ts'

export const GET = read(retrieveWorkspace)
export const POST = write(updateWorkspace)
