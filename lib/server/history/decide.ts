import 'server-only'
import type { ChangeClass } from '#lib/schemas/history.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { Cause } from './causes.ts'
import { withoutClock } from './clock.ts'
import { neededLists, withoutConsequence } from './consequences.ts'
import type { Entry } from './entries.ts'
import { differing } from './fields.ts'
import type { JsonObject } from '#lib/rules/json-object.ts'
import { actionsOn, mayBeUnderWay } from './our-actions.ts'
import type { OurAction } from './our-actions.ts'
import { withoutAction } from './ours.ts'
import type { Rest } from './ours.ts'

/** `before` and `after` differ only in what is not explained otherwise; `nothing`: words changed, not the object. */
export type Decision = {
  class: ChangeClass | 'ours' | 'nothing'
  cause: Cause | null
  before: JsonObject | null
  after: JsonObject | null
}
/** It is too early: these lists must be read again first, or, when there are none, an action must end. */
export type Waiting = { waits: Kind[] }

/**
 * Who made a change that a reading found: an action of ours, the clock, upstream itself in the wake of another change, or
 * somebody elsewhere (decision 008).
 */
export async function decide(db: Queryable, entry: Entry): Promise<Decision | Waiting> {
  const { before, after } = entry
  const found: Rest = { before, after, left: before === null || after === null || differing(before, after).length > 0 }
  if (!found.left) return { class: 'nothing', cause: null, before, after }
  if (await mayBeUnderWay(db, entry)) return { waits: [] }
  const actions = await actionsOn(db, entry)
  const ours = without(
    entry,
    found,
    actions.filter(({ result }) => result !== 'unknown'),
  )
  if (!ours.rest.left) return { class: 'ours', cause: ours.cause, before, after }
  const timely = withoutClock(entry, ours.rest) ?? ours.rest
  if (!timely.left) return { class: 'by_the_clock', cause: null, before, after }
  const unread = await notReadSince(db, neededLists(entry), entry.seen_ms)
  if (unread.length > 0) return { waits: unread }
  const followed = await withoutConsequence(db, entry, timely)
  if (followed === 'undecided') return { waits: [] }
  if (followed?.rest.left === false) return { class: 'consequence', cause: followed.cause, before, after }
  const somebodys = followed?.rest ?? timely
  const maybe = without(
    entry,
    somebodys,
    actions.filter(({ result }) => result === 'unknown'),
  )
  if (!maybe.rest.left) return { class: 'consequence', cause: maybe.cause, before, after }
  return { class: 'outside', cause: null, before: maybe.rest.before, after: maybe.rest.after }
}

const unknownWords = 'an action whose outcome is not known may have done it'

function without(entry: Entry, found: Rest, actions: readonly OurAction[]): { rest: Rest; cause: Cause | null } {
  let rest = found
  let cause: Cause | null = null
  for (const action of actions) {
    const next = rest.left ? withoutAction(entry, rest, action) : null
    if (next === null) continue
    rest = next
    cause = { event_id: action.intent_id, words: unknownWords }
  }
  return { rest, cause }
}

async function notReadSince(db: Queryable, kinds: readonly Kind[], seenMs: number): Promise<Kind[]> {
  if (kinds.length === 0) return []
  const rows = await db
    .selectFrom('mirror_list')
    .select('kind')
    .where('kind', 'in', kinds)
    .where('parent', '=', '')
    .where('started_ms', '>=', seenMs)
    .execute()
  return kinds.filter((kind) => !rows.some((row) => row.kind === kind))
}
