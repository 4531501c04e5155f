import 'server-only'
import { isHalfDone } from '#lib/server/actions/invites.ts'
import { makingNames } from '#lib/server/actions/catalogue.ts'
import { isDeletion } from '#lib/server/actions/written.ts'
import type { Entry } from './entries.ts'
import { fieldsOf } from '#lib/rules/json-object.ts'
import { differing, fieldAt, sameValue, taking } from './fields.ts'
import type { JsonObject } from '#lib/rules/json-object.ts'
import type { OurAction } from './our-actions.ts'

/** What remains to be explained: from `before` to `after`. `left` is false when nothing does. */
export type Rest = { before: JsonObject | null; after: JsonObject | null; left: boolean }

/** Takes away what this action did, or null when it did nothing of it. */
export function withoutAction(entry: Entry, rest: Rest, action: OurAction): Rest | null {
  if (action.result !== 'succeeded' && action.result !== 'unknown' && !isHalfDone(action.problem)) return null
  if (rest.after === null) return removed(entry, action) ? { ...rest, left: false } : null
  if (action.result !== 'succeeded' && action.result !== 'unknown') return null
  if (rest.before === null) return withoutMaking(entry, rest.after, action)
  const names = differing(rest.before, rest.after).filter((name) => wrote(action, name, rest))
  if (names.length === 0) return null
  const before = taking(rest.before, rest.after, names)
  return { before, after: rest.after, left: differing(before, rest.after).length > 0 }
}

/** An invite that is sent again is revoked first, also when the second step failed. */
function removed(entry: Entry, action: OurAction): boolean {
  if (action.target_id !== entry.id) return false
  if (action.action === 'invite.resend' || action.action === 'invite.change_role') return true
  if (action.result === 'unknown') return action.action.endsWith('.remove') || action.action.endsWith('.revoke')
  return action.result === 'succeeded' && isDeletion(action.after)
}

/** What was made and then changed by somebody else is told as that change. */
function withoutMaking({ kind, id }: Entry, after: JsonObject, action: OurAction): Rest | null {
  if (kind === 'workspace_member') {
    if (action.action !== 'workspace_member.add' || action.target_id !== id) return null
    const made = action.after ?? { ...after, ...written(action) }
    return { before: made, after, left: differing(made, after).length > 0 }
  }
  if (!makingNames.includes(action.action)) return null
  if (action.result === 'unknown') return action.saw['id'] === id ? { before: after, after, left: false } : null
  if (action.made_id !== id || action.after === null) return null
  return { before: action.after, after, left: differing(action.after, after).length > 0 }
}

/** The fields an update writes, with the values it was given. */
function written({ action, params, after }: OurAction): JsonObject {
  const { user_id: _user, workspace_id: _workspace, api_key_id: _key, ...given } = params
  return action === 'workspace.archive' ? { archived_at: after?.['archived_at'] } : given
}

function wrote(action: OurAction, name: string, { after }: Rest): boolean {
  if (after === null) return false
  const given = written(action)
  const asked = name.startsWith('tags.')
    ? Object.hasOwn(fieldsOf(given['tags']), name.slice(5))
    : Object.hasOwn(given, name) && (given[name] ?? null) !== null
  if (action.after === null) return asked && sameValue(fieldAt(after, name) ?? null, fieldAt(given, name) ?? null)
  if (!sameValue(fieldAt(after, name) ?? null, fieldAt(action.after, name) ?? null)) return false
  // What upstream answered is this action's work; what was seen by looking again may hold others' work, too.
  const changed = !sameValue(fieldAt(action.before ?? {}, name) ?? null, fieldAt(action.after, name) ?? null)
  return asked || (changed && !action.settled)
}
