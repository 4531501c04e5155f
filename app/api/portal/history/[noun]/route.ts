import { read } from '#lib/server/http/route.ts'
import { viewPast } from '#lib/server/views/history-reads.ts'

export const GET = read(viewPast)
