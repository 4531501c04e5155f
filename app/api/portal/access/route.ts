import { read } from '#lib/server/http/route.ts'
import { viewAccess } from '#lib/server/views/reads.ts'

export const GET = read(viewAccess)
