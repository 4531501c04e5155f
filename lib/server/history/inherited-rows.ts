import 'server-only'
import { orgRolesWithEveryWorkspace } from '#lib/schemas/roles.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import { causeOf } from './causes.ts'
import type { Cause, Consequence } from './causes.ts'
import { versionsOf } from './entries.ts'
import type { Entry, Version } from './entries.ts'
import { textOf } from './fields.ts'
import type { Rest } from './ours.ts'

/** The role an organization role brings in every workspace (contract 7.2); null when it brings none. */
function inherited(orgRole: string): string | null {
  if (orgRolesWithEveryWorkspace.includes(orgRole)) return 'workspace_admin'
  return orgRole === 'billing' ? 'workspace_billing' : null
}

/**
 * A workspace's member row that came, changed or went because of the organization role behind it, because its person was
 * removed, or because the workspace is new.
 */
export async function inheritanceCause(db: Queryable, entry: Entry, rest: Rest): Promise<Consequence> {
  const versions = await versionsOf(db, 'user', entry.id)
  const user = { kind: 'user', id: entry.id, sinceMs: entry.since_ms } as const
  const gone = versions.at(-1)?.to_ms !== null
  if (rest.after === null && gone) return whole(rest, await causeOf(db, { ...user, sinceMs: 0, words: removedWords }))
  const roles = rolesWithin(versions, entry.since_ms)
  const now = gone ? null : inherited(roles.at(-1) ?? '')
  const row = { before: roleOf(rest.before), after: roleOf(rest.after) }
  if (row.after !== null && row.after === now) {
    const changed = roles.length > 1 || isNew(versions, entry.since_ms)
    if (changed) return whole(rest, await causeOf(db, { ...user, words: roleWords }))
    return rest.before === null ? newWorkspace(db, entry, rest) : null
  }
  const lost = row.before !== null && now === null && roles.slice(0, -1).some((role) => inherited(role) === row.before)
  return lost ? whole(rest, await causeOf(db, { ...user, words: roleWords })) : null
}

const removedWords = 'the member was removed from the organization'
const roleWords = 'their organization role changed'

async function newWorkspace(db: Queryable, entry: Entry, rest: Rest): Promise<Consequence> {
  const words = 'the workspace is new and their organization role reaches every workspace'
  const cause = await causeOf(db, { kind: 'workspace', id: entry.parent, sinceMs: entry.since_ms, words })
  return cause !== 'undecided' && cause.event_id === null ? null : whole(rest, cause)
}

function whole(rest: Rest, cause: Cause | 'undecided'): Consequence {
  return cause === 'undecided' ? cause : { rest: { ...rest, left: false }, cause }
}

function roleOf(row: Rest['before']): string | null {
  return row === null ? null : textOf(row, 'workspace_role')
}

/** The organization roles held since then, oldest first, each once in a row. */
function rolesWithin(versions: readonly Version[], sinceMs: number): string[] {
  const held = versions
    .filter(({ to_ms }) => to_ms === null || to_ms >= sinceMs)
    .map(({ data }) => textOf(data, 'role'))
  return held.filter((role, at) => role !== held[at - 1])
}

function isNew([first]: readonly Version[], sinceMs: number): boolean {
  return first !== undefined && first.from_ms >= sinceMs
}
