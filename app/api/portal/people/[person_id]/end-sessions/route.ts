import { command } from '#lib/server/http/route.ts'
import { endSessionsOf } from '#lib/server/commands/sessions.ts'

export const POST = command(endSessionsOf)
