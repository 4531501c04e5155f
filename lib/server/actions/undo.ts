import 'server-only'
import { yes } from '#lib/rules/verdict.ts'
import type { Refusal, Verdict } from '#lib/rules/verdict.ts'
import { isTakenBack } from '#lib/server/audit/taken-back.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { withAction } from './catalogue.ts'
import type { Planned } from './define.ts'
import { alreadyUndone, changedSince, notDone, notUndoable } from './undo-refusals.ts'
import { changesNothing, isDeletion, stillAsWritten } from './written.ts'

export type UndoPlan = { planned: Planned; expects: (object: unknown) => Verdict }

/**
 * What would take an action back, and what must still hold when it does. A refusal when its kind cannot be taken back,
 * when it did not succeed, when it was taken back already, or when what it made is gone or what it removed is back.
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
  if (await cameOrWentSince(database, outcome)) return { refusal: changedSince }
  const [before, after] = [parse(outcome.before), parse(outcome.after)]
  const expects = (now: unknown) => (stillAsWritten({ before, after, undo: planned.input }, now) ? yes : changedSince)
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
 * Whether the object was made or removed after this action, through Steward. Somebody who was removed and added again
 * looks as before, but it is another membership, which another person gave.
 */
async function cameOrWentSince(database: Database, outcome: AuditEvent): Promise<boolean> {
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
  return later.some(({ before, after }) => before === null || isDeletion(parse(after)))
}

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}
