import 'server-only'
import { z } from 'zod'
import { withAction } from '#lib/server/actions/catalogue.ts'
import { planUndo } from '#lib/server/actions/undo.ts'
import { findAction } from '#lib/server/audit/find.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import { Problem, notFound } from '#lib/server/http/problem.ts'

/** Takes an action back, from the toast or from the audit log: an action itself, under every rule that any other has. */
export const undoAction = defineCommand({
  power: 'audit.read',
  input: z.strictObject({ event_id: z.uuid() }),
  run: async ({ runtime, signedIn, request_id, reason }, { event_id }) => {
    const done = await findAction(runtime.database, signedIn.person, event_id)
    if (done === null) throw notFound(event_id)
    const { verdict, plan } = await planUndo(runtime.database, done)
    if (!verdict.allowed) throw new Problem(409, verdict.code, verdict.reason)
    if (plan === null) throw new Problem(409, 'not_undoable', 'This cannot be taken back.')
    const undone = withAction(plan.planned.action, (action) =>
      runtime.perform(action, action.input.parse(plan.planned.input), signedIn, {
        request_id,
        reason,
        fresh: runtime.isFresh(signedIn),
        expects: plan.expects,
        undoes: done.intent_id ?? done.id,
      }),
    )
    return { type: 'undone', result: await undone }
  },
})
