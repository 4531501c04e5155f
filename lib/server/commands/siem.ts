import 'server-only'
import { z } from 'zod'
import { actorOf } from '#lib/server/auth/actor.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import { Problem } from '#lib/server/http/problem.ts'

/** Writes an event and delivers everything up to it now, so that one sees whether it arrives. */
export const testSiem = defineCommand({
  power: 'settings.write',
  input: z.strictObject({}),
  run: async ({ runtime, signedIn, request_id, reason }) => {
    if ((await runtime.siem.state()).length === 0)
      throw new Problem(409, 'no_siem', 'Nobody is told about events. Set SIEM_URL or SIEM_STDOUT and restart.')
    const event_id = await runtime.audit.note(actorOf(runtime.env, signedIn), {
      request_id,
      action: 'siem.test',
      summary: 'Send a test event to the SIEM',
      target_kind: null,
      target_id: null,
      workspace_id: null,
      params: {},
      reason,
      before: null,
    })
    const sinks = await runtime.siem.now()
    return { type: 'siem_tested', event_id, sinks: sinks.map(({ name, to, lag, error }) => ({ name, to, lag, error })) }
  },
})
