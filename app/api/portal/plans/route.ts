import { makePlan } from '#lib/server/commands/plans.ts'
import { command } from '#lib/server/http/route.ts'

export const POST = command(makePlan)
