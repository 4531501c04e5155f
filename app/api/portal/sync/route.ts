import { refreshMirror } from '#lib/server/views/refresh.ts'
import { command } from '#lib/server/http/route.ts'

export const POST = command(refreshMirror)
