import { read } from '#lib/server/http/route.ts'
import { viewKeyAccess } from '#lib/server/views/reads.ts'

export const GET = read(viewKeyAccess)
