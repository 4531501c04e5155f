import { archiveWorkspace } from '#lib/server/actions/workspaces.ts'
import { write } from '#lib/server/http/route.ts'

export const POST = write(archiveWorkspace)
