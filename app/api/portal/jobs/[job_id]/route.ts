import { read } from '#lib/server/http/route.ts'
import { viewJob } from '#lib/server/views/job-reads.ts'

export const GET = read(viewJob)
