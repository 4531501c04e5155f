import { testSiem } from '#lib/server/commands/siem.ts'
import { command } from '#lib/server/http/route.ts'

export const POST = command(testSiem)
