import { read } from '#lib/server/http/route.ts'
import { viewJobResults } from '#lib/server/views/job-reads.ts'

export const GET = read(viewJobResults)
