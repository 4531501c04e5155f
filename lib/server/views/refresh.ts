import 'server-only'
import { z } from 'zod'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import { defineCommand } from '#lib/server/http/command.ts'

/** Reads everything anew, now. Answers when it is done. */
export const refreshMirror = defineCommand({
  power: 'organization.read',
  input: z.strictObject({}),
  run: async ({ runtime }) => {
    await runtime.mirror.refresh().catch((error: unknown) => {
      throw asReading(error)
    })
    return { type: 'refreshed' }
  },
})

/** Reading changes nothing: nobody must be told that it is unknown whether a change was made. */
function asReading(error: unknown): unknown {
  if (!(error instanceof UpstreamError) || error.outcome !== 'unknown') return error
  return new UpstreamError({ ...error.facts, outcome: 'not_executed' }, { cause: error })
}
