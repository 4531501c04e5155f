import { read } from '#lib/server/http/route.ts'
import { viewKeys } from '#lib/server/views/reads.ts'

export const GET = read(viewKeys)
