import { updateApiKey } from '#lib/server/actions/keys.ts'
import { read, write } from '#lib/server/http/route.ts'
import { retrieveApiKey } from '#lib/server/reads/keys.ts'

export const GET = read(retrieveApiKey)
export const POST = write(updateApiKey)
