import { command } from '#lib/server/http/route.ts'
import { endEverySession } from '#lib/server/commands/sessions.ts'

export const POST = command(endEverySession)
