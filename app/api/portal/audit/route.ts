import { read } from '#lib/server/http/route.ts'
import { viewAudit } from '#lib/server/views/audit-reads.ts'

export const GET = read(viewAudit)
