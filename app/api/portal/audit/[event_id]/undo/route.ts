import { undoAction } from '#lib/server/commands/undo.ts'
import { command } from '#lib/server/http/route.ts'

export const POST = command(undoAction)
