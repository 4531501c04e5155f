import { rejectProposal } from '#lib/server/commands/proposals.ts'
import { command } from '#lib/server/http/route.ts'

export const POST = command(rejectProposal)
