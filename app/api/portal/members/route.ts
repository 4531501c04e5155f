import { read } from '#lib/server/http/route.ts'
import { viewMembers } from '#lib/server/views/reads.ts'

export const GET = read(viewMembers)
