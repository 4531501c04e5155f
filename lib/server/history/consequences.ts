import 'server-only'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { Entry } from './entries.ts'
import { causeOf, current } from './causes.ts'
import type { Cause, Consequence } from './causes.ts'
import { differing, taking, textOf } from './fields.ts'
import type { JsonObject } from '#lib/rules/json-object.ts'
import { inheritanceCause } from './inherited-rows.ts'
import { memberOf, workspaceOf } from './our-actions.ts'
import type { Rest } from './ours.ts'

/** What readings are needed, each begun after the change was seen, before it can be told what it follows from. */
export function neededLists({ kind, before, after }: Entry): Kind[] {
  if (kind === 'user') return before === null ? ['invite'] : []
  if (kind === 'workspace_member') return ['user', 'workspace']
  return kind === 'api_key' && after?.['status'] === 'archived' ? ['user', 'workspace'] : []
}

/** Takes away what upstream did in the wake of another change. */
export function withoutConsequence(db: Queryable, entry: Entry, rest: Rest): Promise<Consequence> {
  if (entry.kind === 'invite') return acceptance(db, entry, rest)
  if (entry.kind === 'user') return joining(db, entry, rest)
  if (entry.kind === 'api_key') return archiving(db, entry, rest)
  return entry.kind === 'workspace_member' ? inheritanceCause(db, entry, rest) : Promise.resolve(null)
}

/** The invited person accepted, which no admin did. */
async function acceptance(db: Queryable, entry: Entry, rest: Rest): Promise<Consequence> {
  const { before, after } = rest
  if (before === null || after === null || after['status'] !== 'accepted' || before['status'] === 'accepted')
    return null
  const next = taking(before, after, ['status', 'accepted_at'])
  const cause = await causeOf(db, { kind: 'invite', id: entry.id, sinceMs: 0, words: '', change: 'created' })
  if (cause === 'undecided') return cause
  return { rest: { before: next, after, left: differing(next, after).length > 0 }, cause }
}

/** Both are told to the second and by one clock; the rest is room for a slow service. */
const joinedWithinMs = 10 * 60_000

/** A new member whose invite was accepted at that moment. Another role than the invite's is a change of its own. */
async function joining(db: Queryable, { since_ms }: Entry, rest: Rest): Promise<Consequence> {
  const { before, after } = rest
  if (before !== null || after === null) return null
  const invite = await acceptedInvite(db, after, since_ms)
  if (invite === null) return null
  const cause = await causeOf(db, {
    kind: 'invite',
    id: textOf(invite, 'id'),
    sinceMs: 0,
    words: 'their invite was accepted',
    change: 'created',
  })
  if (cause === 'undecided') return cause
  const joined = { ...after, role: invite['role'] }
  return { rest: { before: joined, after, left: differing(joined, after).length > 0 }, cause }
}

async function acceptedInvite(db: Queryable, member: JsonObject, sinceMs: number): Promise<JsonObject | null> {
  const address = textOf(member, 'email').toLowerCase()
  const rows = await db
    .selectFrom('mirror_object')
    .select('data')
    .where('kind', '=', 'invite')
    .where((eb) => eb.or([eb('valid_to_ms', 'is', null), eb('valid_to_ms', '>=', sinceMs)]))
    .execute()
  const addedMs = Date.parse(textOf(member, 'added_at'))
  const invites = rows.map((row): JsonObject => JSON.parse(row.data))
  const accepted = invites.find(
    (invite) =>
      invite['status'] === 'accepted' &&
      textOf(invite, 'email').toLowerCase() === address &&
      Math.abs(Date.parse(textOf(invite, 'accepted_at')) - addedMs) <= joinedWithinMs,
  )
  return accepted ?? null
}

/** Personal keys go with their person, a workspace's keys with the workspace (contract 9 and 10). */
async function archiving(db: Queryable, entry: Entry, rest: Rest): Promise<Consequence> {
  const { before, after } = rest
  if (before === null || after === null || after['status'] !== 'archived' || before['status'] === 'archived')
    return null
  const cause = (await removalOf(db, entry)) ?? (await archivalOf(db, entry))
  if (cause === null || cause === 'undecided') return cause
  const next = taking(before, after, ['status'])
  return { rest: { before: next, after, left: differing(next, after).length > 0 }, cause }
}

async function removalOf(db: Queryable, entry: Entry): Promise<Cause | 'undecided' | null> {
  const id = memberOf(entry)
  if (id === null || (await current(db, 'user', id)) !== null) return null
  return causeOf(db, { kind: 'user', id, sinceMs: 0, words: 'its owner was removed from the organization' })
}

async function archivalOf(db: Queryable, entry: Entry): Promise<Cause | 'undecided' | null> {
  const id = workspaceOf(entry)
  const workspace = id === null ? null : await current(db, 'workspace', id)
  if (id === null || workspace === null || workspace['archived_at'] === null) return null
  const words = 'its workspace was archived'
  // An archive is final, and upstream may take its time: a reading between both may have found the key still active.
  const cause = await causeOf(db, { kind: 'workspace', id, sinceMs: 0, words })
  return cause !== 'undecided' && cause.event_id === null ? null : cause
}
