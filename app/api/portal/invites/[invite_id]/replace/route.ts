import { replaceInvite } from '#lib/server/actions/invites.ts'
import { write } from '#lib/server/http/route.ts'

export const POST = write(replaceInvite)
