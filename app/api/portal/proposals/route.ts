import { read } from '#lib/server/http/route.ts'
import { viewProposals } from '#lib/server/views/reads.ts'

export const GET = read(viewProposals)
