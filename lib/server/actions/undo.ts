import 'server-only'
import { yes } from '#lib/rules/verdict.ts'
import type { Refusal, Verdict } from '#lib/rules/verdict.ts'
import { isTakenBack } from '#lib/server/audit/taken-back.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { withAction } from './catalogue.ts'
import type { Planned } from './define.ts'
import { alreadyUndone, changedSince, notDone, notUndoable } from './undo-refusals.ts'
import { changesNothing, stillAsWritten, touches } from './written.ts'
import type { Written } from './written.ts'

export type UndoPlan = { planned: Planned; expects: (object: unknown) => Verdict }

/**
 * What would take an action back, and what must still hold when it does. A refusal when its kind cannot be taken back,
 * when it did not succeed, when it was taken back already, or when somebody touched since what it would write.
 */
export async function planUndo(
  database: Database,
  outcome: AuditEvent,
): Promise<{ plan: UndoPlan } | { refusal: Refusal }> {
  if (outcome.kind !== 'outcome' || outcome.result !== 'succeeded' || outcome.intent_id === null)
    return { refusal: notDone }
  const planned = undoOf(outcome)
  if (planned === null) return { refusal: notUndoable }
  if (await isTakenBack(database.db, outcome.intent_id)) return { refusal: alreadyUndone }
  const written = { before: parse(outcome.before), after: parse(outcome.after), undo: planned.input }
  if (await touchedSince(database, outcome, written)) return { refusal: changedSince }
  const expects = (now: unknown) => (stillAsWritten(written, now) ? yes : changedSince)
  return { plan: { planned, expects } }
}

/** The action that would take this one back; null where its kind does not allow it, or it changed nothing. */
export function undoOf(
  outcome: Pick<AuditEvent, 'action' | 'params' | 'before' | 'after' | 'target_id'>,
): Planned | null {
  const planned = withAction(outcome.action, (action) => {
    const input = action.input.safeParse(parse(outcome.params))
    const object = action.object.safeParse(parse(outcome.before))
    if (action.undo === undefined || !input.success || !object.success) return null
    return action.undo({ input: input.data, object: object.data, target_id: outcome.target_id })
  })
  if (planned === null) return null
  const written = { before: parse(outcome.before), after: parse(outcome.after), undo: planned.input }
  if (changesNothing(written)) return null
  // What was there before may be nothing that can be written: the status of an expired key, a name that is too long.
  const writable = withAction(planned.action, (action) => action.input.safeParse(planned.input).success)
  return writable === true ? planned : null
}

/**
 * Whether an action through Steward touched since what this undo would write. That it looks as before says nothing:
 * who was removed and added again has another membership, and a key that was enabled and disabled again may have leaked.
 */
async function touchedSince(database: Database, outcome: AuditEvent, written: Written): Promise<boolean> {
  const { target_kind, target_id, workspace_id, seq } = outcome
  if (target_id === null) return false
  const later = await database.db
    .selectFrom('audit_event')
    .select(['before', 'after'])
    .where('target_kind', '=', target_kind)
    .where('target_id', '=', target_id)
    .where('workspace_id', workspace_id === null ? 'is' : '=', workspace_id)
    .where('kind', '=', 'outcome')
    .where('result', '=', 'succeeded')
    .where('seq', '>', seq)
    .execute()
  return later.some((event) => touches({ before: parse(event.before), after: parse(event.after) }, written))
}

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}
