import { read } from '#lib/server/http/route.ts'
import { viewOverview } from '#lib/server/views/reads.ts'

export const GET = read(viewOverview)
