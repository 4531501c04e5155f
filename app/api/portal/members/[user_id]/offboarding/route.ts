import { read } from '#lib/server/http/route.ts'
import { viewOffboarding } from '#lib/server/views/reads.ts'

export const GET = read(viewOffboarding)
