import { read } from '#lib/server/http/route.ts'
import { viewAuditRows } from '#lib/server/views/audit-reads.ts'

export const GET = read(viewAuditRows)
