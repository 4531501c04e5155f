import { read } from '#lib/server/http/route.ts'
import { viewChanges } from '#lib/server/views/history-reads.ts'

export const GET = read(viewChanges)
