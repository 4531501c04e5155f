import { read } from '#lib/server/http/route.ts'
import { viewWorkspace } from '#lib/server/views/reads.ts'

export const GET = read(viewWorkspace)
