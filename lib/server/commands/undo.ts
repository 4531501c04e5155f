import 'server-only'
import { z } from 'zod'
import { withAction } from '#lib/server/actions/catalogue.ts'
import { notUndoable } from '#lib/server/actions/undo-refusals.ts'
import { planUndo } from '#lib/server/actions/undo.ts'
import type { Refusal } from '#lib/rules/verdict.ts'
import { findAction } from '#lib/server/audit/find.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import type { Asked } from '#lib/server/http/command.ts'
import { Problem, notFound } from '#lib/server/http/problem.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'

/**
 * Takes an action back, from the toast or from the audit log: an action itself, under every rule that any other has.
 * `event_id` in the answer is the undo's own, so that it can be taken back, too.
 */
export const undoAction = defineCommand({
  power: 'audit.read',
  input: z.strictObject({ event_id: z.uuid() }),
  run: async (asked, { event_id }) => {
    const { runtime, signedIn, request_id, reason } = asked
    const done = await findAction(runtime.database, signedIn.person, event_id)
    if (done === null) throw notFound(event_id)
    const found = await planUndo(runtime.database, done)
    if ('refusal' in found) throw await refused(asked, done, found.refusal)
    const { planned, expects } = found.plan
    const undoing = withAction(planned.action, (action) =>
      runtime.perform(action, action.input.parse(planned.input), signedIn, {
        request_id,
        reason,
        fresh: runtime.isFresh(signedIn),
        expects,
        undoes: done.intent_id ?? done.id,
      }),
    )
    if (undoing === null) throw await refused(asked, done, notUndoable)
    const undone = await undoing
    return { type: 'undone', event_id: undone.event_id, undoes: done.intent_id ?? done.id, result: undone.value }
  },
})

/** An attempt that stopped before there was anything to load is recorded like every other. */
async function refused({ runtime, signedIn, request_id, reason }: Asked, done: AuditEvent, refusal: Refusal) {
  await runtime.audit.deny(
    actorOf(runtime.env, signedIn),
    {
      request_id,
      action: 'action.undo',
      summary: `Take back: ${done.summary}`,
      target_kind: done.target_kind,
      target_id: done.target_id,
      workspace_id: done.workspace_id,
      params: { event_id: done.intent_id ?? done.id },
      reason,
      before: null,
    },
    refusal.reason,
  )
  return new Problem(409, refusal.code, refusal.reason)
}
