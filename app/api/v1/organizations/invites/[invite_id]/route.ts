import { deleteInvite } from '#lib/server/actions/invites.ts'
import { read, write } from '#lib/server/http/route.ts'
import { retrieveInvite } from '#lib/server/reads/invites.ts'

export const GET = read(retrieveInvite)
export const DELETE = write(deleteInvite)
