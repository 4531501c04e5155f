import { testNotices } from '#lib/server/commands/notices.ts'
import { command } from '#lib/server/http/route.ts'

export const POST = command(testNotices)
