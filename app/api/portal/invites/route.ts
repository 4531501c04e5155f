import { read } from '#lib/server/http/route.ts'
import { viewInvites } from '#lib/server/views/reads.ts'

export const GET = read(viewInvites)
