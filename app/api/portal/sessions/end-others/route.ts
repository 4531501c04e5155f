import { command } from '#lib/server/http/route.ts'
import { endOtherSessions } from '#lib/server/commands/sessions.ts'

export const POST = command(endOtherSessions)
