import { startJob } from '#lib/server/commands/jobs.ts'
import { command, read } from '#lib/server/http/route.ts'
import { viewJobs } from '#lib/server/views/job-reads.ts'

export const GET = read(viewJobs)
export const POST = command(startJob)
