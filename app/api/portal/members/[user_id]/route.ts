import { read } from '#lib/server/http/route.ts'
import { viewMember } from '#lib/server/views/reads.ts'

export const GET = read(viewMember)
