import { read } from '#lib/server/http/route.ts'
import { viewAuditEvent } from '#lib/server/views/audit-reads.ts'

export const GET = read(viewAuditEvent)
