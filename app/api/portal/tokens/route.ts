import { makeToken } from '#lib/server/commands/tokens.ts'
import { command, read } from '#lib/server/http/route.ts'
import { viewTokens } from '#lib/server/views/account-reads.ts'

export const GET = read(viewTokens)
export const POST = command(makeToken)
