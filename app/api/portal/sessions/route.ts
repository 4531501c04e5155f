import { read } from '#lib/server/http/route.ts'
import { viewSessions } from '#lib/server/views/account-reads.ts'

export const GET = read(viewSessions)
