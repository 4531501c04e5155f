import 'server-only'
import { roleName } from '#lib/schemas/roles.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import { versionsOf } from './entries.ts'
import type { EntryKey } from './entries.ts'
import { differing, textOf } from './fields.ts'
import type { JsonObject } from '#lib/rules/json-object.ts'

type Change = { before: JsonObject | null; after: JsonObject | null }
/** What its object is called, and for a member row whose it is and in which workspace. */
type Names = { who: string; where: string }

/** One line: what became of which object. */
export async function summaryOf(db: Queryable, key: EntryKey, change: Change): Promise<string> {
  return lines[key.kind](change, await namesOf(db, key))
}

const lines: Record<Kind, (change: Change, names: Names) => string> = {
  organization: ({ before, after }) =>
    `The organization was renamed from ${textOf(before, 'name')} to ${textOf(after, 'name')}`,
  user: memberLine,
  invite: inviteLine,
  workspace: workspaceLine,
  workspace_member: membershipLine,
  api_key: keyLine,
}

async function namesOf(db: Queryable, { kind, id, parent }: EntryKey): Promise<Names> {
  if (kind !== 'workspace_member') return { who: id, where: '' }
  const [user, workspace] = [await versionsOf(db, 'user', id), await versionsOf(db, 'workspace', parent)]
  return {
    who: textOf(user.at(-1)?.data ?? null, 'email') || id,
    where: textOf(workspace.at(-1)?.data ?? null, 'name') || parent,
  }
}

function memberLine({ before, after }: Change, { who }: Names): string {
  const email = textOf(after ?? before, 'email') || who
  if (after === null) return `${email} was removed from the organization`
  const role = roleName(textOf(after, 'role'))
  if (before === null) return `${email} became a member as ${role}`
  if (before['role'] !== after['role'])
    return `${email} was changed from ${roleName(textOf(before, 'role'))} to ${role}`
  return `${listed(differing(before, after))} of ${email} changed`
}

function inviteLine({ before, after }: Change, { who }: Names): string {
  const email = textOf(after ?? before, 'email') || who
  if (before === null) return `${email} was invited as ${roleName(textOf(after, 'role'))}`
  if (after === null) return `The invite of ${email} was ${before['status'] === 'pending' ? 'revoked' : 'dropped'}`
  if (before['status'] !== after['status']) return `The invite of ${email} was ${statusVerb(textOf(after, 'status'))}`
  return `${listed(differing(before, after))} of the invite of ${email} changed`
}

function statusVerb(status: string): string {
  return status === 'accepted' ? 'accepted' : `marked as ${status}`
}

function workspaceLine({ before, after }: Change, { who }: Names): string {
  const name = textOf(before ?? after, 'name') || who
  if (before === null) return `The workspace ${name} was created`
  if (after === null) return `The workspace ${name} was deleted`
  if (before['archived_at'] === null && after['archived_at'] !== null) return `The workspace ${name} was archived`
  if (before['name'] !== after['name']) return `The workspace ${name} was renamed to ${textOf(after, 'name')}`
  return `${listed(differing(before, after))} of the workspace ${name} changed`
}

function membershipLine({ before, after }: Change, { who, where }: Names): string {
  const role = roleName(textOf(after, 'workspace_role'))
  if (after === null) return `${who} was removed from ${where}`
  if (before === null) return `${who} was added to ${where} as ${role}`
  return `${who} was changed in ${where} from ${roleName(textOf(before, 'workspace_role'))} to ${role}`
}

const keyVerbs: ReadonlyMap<unknown, string> = new Map([
  ['active', 'enabled'],
  ['inactive', 'disabled'],
  ['archived', 'archived'],
])

function keyLine({ before, after }: Change, { who }: Names): string {
  const name = textOf(before ?? after, 'name') || who
  if (before === null) return `The API key ${name} was created`
  if (after === null) return `The API key ${name} was deleted`
  if (after['status'] === 'expired' && before['status'] !== 'expired') return `The API key ${name} expired`
  if (before['status'] !== after['status'])
    return `The API key ${name} was ${keyVerbs.get(after['status']) ?? `marked as ${textOf(after, 'status')}`}`
  if (before['name'] !== after['name']) return `The API key ${name} was renamed to ${textOf(after, 'name')}`
  return `${listed(differing(before, after))} of the API key ${name} changed`
}

/** Field names as words: `tags.team` and `expires_at` as "Tag team, expires at". */
function listed(names: readonly string[]): string {
  const text = names.map((name) => name.replace('tags.', 'tag ').replaceAll('_', ' ')).join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}
