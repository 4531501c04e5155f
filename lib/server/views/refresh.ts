import 'server-only'
import { z } from 'zod'
import { defineCommand } from '#lib/server/http/command.ts'

/** Reads everything anew, now. Answers when it is done. */
export const refreshMirror = defineCommand({
  power: 'organization.read',
  input: z.strictObject({}),
  run: async ({ runtime }) => {
    await runtime.mirror.refresh()
    return { type: 'refreshed' }
  },
})
