import { read } from '#lib/server/http/route.ts'
import { viewPolicy } from '#lib/server/views/reads.ts'

export const GET = read(viewPolicy)
