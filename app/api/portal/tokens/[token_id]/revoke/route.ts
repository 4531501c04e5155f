import { command } from '#lib/server/http/route.ts'
import { endToken } from '#lib/server/commands/tokens.ts'

export const POST = command(endToken)
