import { createInvite } from '#lib/server/actions/invites.ts'
import { read, write } from '#lib/server/http/route.ts'
import { listInvites } from '#lib/server/reads/invites.ts'

export const GET = read(listInvites)
export const POST = write(createInvite)
