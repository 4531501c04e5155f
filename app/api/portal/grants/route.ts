import { giveGrant } from '#lib/server/commands/grants.ts'
import { command, read } from '#lib/server/http/route.ts'
import { viewGrants } from '#lib/server/views/account-reads.ts'

export const GET = read(viewGrants)
export const POST = command(giveGrant)
