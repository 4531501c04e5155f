import { command } from '#lib/server/http/route.ts'
import { endSession } from '#lib/server/commands/sessions.ts'

export const POST = command(endSession)
