import { read } from '#lib/server/http/route.ts'
import { viewWorkspaceUsage } from '#lib/server/views/usage-reads.ts'

export const GET = read(viewWorkspaceUsage)
