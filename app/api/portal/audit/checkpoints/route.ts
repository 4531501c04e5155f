import { read } from '#lib/server/http/route.ts'
import { exportCheckpoints } from '#lib/server/reads/audit-export.ts'

export const GET = read(exportCheckpoints)
