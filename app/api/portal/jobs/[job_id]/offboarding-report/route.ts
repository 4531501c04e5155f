import { read } from '#lib/server/http/route.ts'
import { viewOffboardingReport } from '#lib/server/views/job-reads.ts'

export const GET = read(viewOffboardingReport)
