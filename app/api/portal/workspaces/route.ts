import { read } from '#lib/server/http/route.ts'
import { viewWorkspaces } from '#lib/server/views/reads.ts'

export const GET = read(viewWorkspaces)
