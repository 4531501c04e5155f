import { changeMemberRole, removeMember } from '#lib/server/actions/members.ts'
import { read, write } from '#lib/server/http/route.ts'
import { retrieveMember } from '#lib/server/reads/members.ts'

export const GET = read(retrieveMember)
export const POST = write(changeMemberRole)
export const DELETE = write(removeMember)
