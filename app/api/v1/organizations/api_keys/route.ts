import { read } from '#lib/server/http/route.ts'
import { listApiKeys } from '#lib/server/reads/keys.ts'

export const GET = read(listApiKeys)
