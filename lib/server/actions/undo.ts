import 'server-only'
import { impossible, yes } from '#lib/rules/verdict.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import { canonical } from '#lib/server/store/event-hash.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { withAction } from './catalogue.ts'
import type { Planned } from './define.ts'

export type UndoPlan = { planned: Planned; expects: (object: unknown) => Verdict }

/**
 * What would take an action back, and what must still hold when it does. A refusal when its kind cannot be taken back,
 * when it did not succeed, or when it was taken back already.
 */
export async function planUndo(
  database: Database,
  outcome: AuditEvent,
): Promise<{ verdict: Verdict; plan: UndoPlan | null }> {
  if (outcome.kind !== 'outcome' || outcome.result !== 'succeeded' || outcome.intent_id === null)
    return refused('not_done', 'Only what was done can be taken back.')
  const planned = undoOf(outcome)
  if (planned === null) return refused('not_undoable', 'This kind of change cannot be taken back.')
  if (await wasUndone(database, outcome.intent_id)) return refused('already_undone', 'This was taken back already.')
  const [before, after] = [parse(outcome.before), parse(outcome.after)]
  return { verdict: yes, plan: { planned, expects: (object) => stillAsWritten(before, after, object) } }
}

function refused(code: string, reason: string): { verdict: Verdict; plan: null } {
  return { verdict: impossible(code, reason), plan: null }
}

/** The action that would take this one back; null where its kind does not allow it. */
export function undoOf(outcome: Pick<AuditEvent, 'action' | 'params' | 'before' | 'target_id'>): Planned | null {
  return withAction(outcome.action, (action) => {
    const input = action.input.safeParse(JSON.parse(outcome.params))
    const object = action.object.safeParse(JSON.parse(outcome.before ?? 'null'))
    if (action.undo === undefined || !input.success || !object.success) return null
    return action.undo({ input: input.data, object: object.data, target_id: outcome.target_id })
  })
}

async function wasUndone(database: Database, intentId: string): Promise<boolean> {
  const later = await database.db
    .selectFrom('audit_event')
    .select('seq')
    .where('undoes', '=', intentId)
    .where('kind', '=', 'outcome')
    .where('result', '=', 'succeeded')
    .executeTakeFirst()
  return later !== undefined
}

const changedSince = impossible(
  'changed_since',
  'It was changed again since, so taking this back would undo somebody else’s change. Look at it first.',
)

/**
 * Every field that the action changed still has the value it wrote. Fields it did not touch may have moved on. What was
 * removed has no fields left, and nothing may stand in its place.
 */
function stillAsWritten(before: unknown, after: unknown, now: unknown): Verdict {
  if (now === null) return yes
  const [was, wrote, is] = [fields(before), fields(after), fields(now)]
  const written = Object.keys(wrote).filter((name) => !same(was[name], wrote[name]) && name in is)
  return written.every((name) => same(wrote[name], is[name])) ? yes : changedSince
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function same(one: unknown, other: unknown): boolean {
  return one === undefined || other === undefined ? one === other : canonical(one) === canonical(other)
}

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}
