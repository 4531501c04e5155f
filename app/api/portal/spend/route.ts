import { read } from '#lib/server/http/route.ts'
import { viewSpend } from '#lib/server/views/usage-reads.ts'

export const GET = read(viewSpend)
