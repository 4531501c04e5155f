import { undoJob } from '#lib/server/commands/undo-job.ts'
import { command } from '#lib/server/http/route.ts'

export const POST = command(undoJob)
