import { read } from '#lib/server/http/route.ts'
import { listMembers } from '#lib/server/reads/members.ts'

export const GET = read(listMembers)
