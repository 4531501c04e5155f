import 'server-only'
import { holds } from '#lib/rules/holds.ts'
import { inviteEmail } from '#lib/schemas/invites.ts'
import { idPatterns } from '#lib/schemas/id-patterns.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { Person } from '#lib/schemas/person.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { Foreseen } from '../foreseen.ts'

export type FinderParts = {
  snapshot: Snapshot
  person: Person
  sees: (kind: Kind, id: string) => boolean
  nowMs: number
}
/** What was found, or why nothing was, as it reads after the line. */
export type Found<T> = { found: T } | { problem: string }

/** Finds what the words of a table mean, among what the person may see. */
export class Finder {
  readonly #parts: FinderParts
  readonly #mirror: Foreseen
  readonly #workspaces: readonly Workspace[]
  readonly #keys: readonly ApiKey[]
  readonly #keysByName: ReadonlyMap<string, readonly ApiKey[]>

  constructor(parts: FinderParts) {
    this.#parts = parts
    this.#mirror = new Foreseen(parts.snapshot)
    this.#workspaces = parts.snapshot.list('workspace').filter(({ id }) => parts.sees('workspace', id))
    this.#keys = parts.snapshot.list('api_key').filter(({ id }) => parts.sees('api_key', id))
    this.#keysByName = Map.groupBy(this.#keys, ({ name }) => name)
  }

  email(text: string): Found<string> {
    const parsed = inviteEmail.safeParse(text)
    if (parsed.success) return { found: parsed.data }
    return { problem: text === '' ? 'The e-mail address is missing.' : 'This is not a valid e-mail address.' }
  }

  /** By the wire's word or the Console's, in either case. */
  role<R extends string>(text: string, roles: readonly R[]): Found<R> {
    const wanted = text.toLowerCase()
    const found = roles.find((role) => role === wanted || roleName(role).toLowerCase() === wanted)
    if (found !== undefined) return { found }
    const which = text === '' ? 'The role is missing' : 'This role cannot be given'
    return { problem: `${which}; it must be one of ${roles.join(', ')}.` }
  }

  member(email: string): Member | undefined {
    const member = this.#mirror.memberWith(email)
    return member !== undefined && this.#parts.sees('user', member.id) ? member : undefined
  }

  isInvited(email: string): boolean {
    const { person, nowMs } = this.#parts
    return holds(person, 'invites.read').allowed && this.#mirror.pendingInvite(email, nowMs) !== undefined
  }

  /** The role somebody holds in a workspace, also by their organization role. */
  workspaceRole(workspaceId: string, userId: string): string | undefined {
    return this.#mirror.membership(workspaceId, userId)?.workspace_role
  }

  /** By id, or by its name where only one that is not archived has it. */
  workspace(text: string): Found<Workspace> {
    const named = this.#workspaces.filter(({ id, name }) => id === text || name === text)
    return only(named, ({ archived_at }) => archived_at === null, { one: 'workspace', many: 'workspaces' })
  }

  /** By id, by a name that only one key has, or by the last characters (four or more). */
  key(text: string): Found<ApiKey> {
    const words = { one: 'key', many: 'keys' }
    if (idPatterns.api_key.test(text))
      return only(
        this.#keys.filter(({ id }) => id === text),
        isAlive,
        words,
      )
    const named = this.#keysByName.get(text) ?? []
    if (named.length > 0) return only(named, isAlive, words)
    const end = text.split(/\.{3}|…/).at(-1) ?? ''
    const ending = end.length < 4 ? [] : this.#keys.filter((key) => key.partial_key_hint?.endsWith(end) === true)
    return only(ending, isAlive, words)
  }
}

function isAlive({ status }: ApiKey): boolean {
  return status !== 'archived'
}

function only<T>(
  found: readonly T[],
  isLive: (one: T) => boolean,
  { one, many }: { one: string; many: string },
): Found<T> {
  const alive = found.filter(isLive)
  const [first] = alive.length > 0 ? alive : found
  if (first === undefined) return { problem: `There is no such ${one}, or you cannot see it.` }
  if (alive.length > 1 || (alive.length === 0 && found.length > 1))
    return { problem: `${Math.max(alive.length, found.length)} ${many} are called so; use the id.` }
  return { found: first }
}
