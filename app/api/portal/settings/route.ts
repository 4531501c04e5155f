import { read } from '#lib/server/http/route.ts'
import { viewSettings } from '#lib/server/views/reads.ts'

export const GET = read(viewSettings)
