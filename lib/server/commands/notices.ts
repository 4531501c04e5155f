import 'server-only'
import { z } from 'zod'
import { noticeChannels } from '#lib/schemas/notices.ts'
import type { NoticeTested } from '#lib/schemas/notices.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import { Problem } from '#lib/server/http/problem.ts'

/** Sends a test message over one channel now, so that one sees whether it arrives. Recorded before it is sent. */
export const testNotices = defineCommand({
  power: 'settings.write',
  input: z.strictObject({ channel: z.enum(noticeChannels) }),
  run: async ({ runtime, signedIn, request_id, reason }, { channel }): Promise<NoticeTested> => {
    const known = (await runtime.notices.state()).find((state) => state.channel === channel)
    if (known === undefined)
      throw new Problem(
        409,
        'no_channel',
        channel === 'webhook'
          ? 'No webhook is set up. Set NOTICE_WEBHOOK_URL and restart.'
          : 'No e-mail is set up. Set SMTP_URL, NOTICE_EMAIL_FROM and NOTICE_EMAIL_TO and restart.',
      )
    await runtime.audit.note(actorOf(runtime.env, signedIn), {
      request_id,
      action: 'notices.test',
      summary: `Send a test notice by ${channel === 'webhook' ? 'webhook' : 'e-mail'} to ${known.to}`,
      target_kind: null,
      target_id: null,
      workspace_id: null,
      params: { channel },
      reason,
      before: null,
    })
    const { name, email } = signedIn.person
    const sent = await runtime.notices.test(channel, email || name)
    const problem = sent === null ? 'The channel is gone' : sent.arrived ? sent.partly : sent.problem
    return { type: 'notice_tested', channel, to: known.to, arrived: sent?.arrived ?? false, problem }
  },
})
