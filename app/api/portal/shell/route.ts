import { read } from '#lib/server/http/route.ts'
import { viewShell } from '#lib/server/views/reads.ts'

export const GET = read(viewShell)
