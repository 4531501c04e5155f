import { command } from '#lib/server/http/route.ts'
import { endGrant } from '#lib/server/commands/grants.ts'

export const POST = command(endGrant)
