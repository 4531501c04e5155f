import { read } from '#lib/server/http/route.ts'
import { viewDifference } from '#lib/server/views/history-reads.ts'

export const GET = read(viewDifference)
