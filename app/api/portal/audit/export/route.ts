import { read } from '#lib/server/http/route.ts'
import { exportAudit } from '#lib/server/reads/audit-export.ts'

export const GET = read(exportAudit)
