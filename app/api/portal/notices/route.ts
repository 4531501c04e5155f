import { read } from '#lib/server/http/route.ts'
import { viewNotices } from '#lib/server/views/reads.ts'

export const GET = read(viewNotices)
