import { retryJob } from '#lib/server/commands/job-control.ts'
import { command } from '#lib/server/http/route.ts'

export const POST = command(retryJob)
