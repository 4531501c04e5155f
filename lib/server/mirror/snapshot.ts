import 'server-only'
import { isKind } from './kinds.ts'
import type { Kind, Mirrored } from './kinds.ts'

/** All current objects of the mirror at one revision, in memory. Never changed after it is made. */
export class Snapshot {
  readonly revision: number
  readonly defaultWorkspaceId: string | null
  readonly #objects: Readonly<{ [K in Kind]: ReadonlyMap<string, Mirrored[K]> }>
  readonly #lists = new Map<Kind, unknown>()

  constructor(
    revision: number,
    defaultWorkspaceId: string | null,
    objects: { [K in Kind]: ReadonlyMap<string, Mirrored[K]> },
  ) {
    this.revision = revision
    this.defaultWorkspaceId = defaultWorkspaceId
    this.#objects = objects
  }

  get<K extends Kind>(kind: K, id: string, parent = ''): Mirrored[K] | undefined {
    return this.#objects[kind].get(objectKey(parent, id))
  }

  /** All objects of a kind in list order: newest first, ties by id descending (contract 4.3). */
  list<K extends Kind>(kind: K): readonly Mirrored[K][] {
    const known = this.#lists.get(kind) as readonly Mirrored[K][] | undefined
    if (known !== undefined) return known
    const sorted = [...this.#objects[kind].values()]
      .map((object) => ({ object, order: listOrder(kind, object) }))
      .sort((a, b) => (a.order < b.order ? 1 : -1))
      .map((item) => item.object)
    this.#lists.set(kind, sorted)
    return sorted
  }

  /** The next snapshot after `changes`; kinds without a change share their map with this one. */
  with(revision: number, defaultWorkspaceId: string | null, changes: readonly SnapshotChange[]): Snapshot {
    const objects = { ...this.#objects }
    const copied = new Set<Kind>()
    for (const change of changes) {
      if (!isKind(change.kind)) continue
      if (!copied.has(change.kind)) {
        Object.assign(objects, { [change.kind]: new Map<string, unknown>(objects[change.kind]) })
        copied.add(change.kind)
      }
      const map = objects[change.kind] as Map<string, unknown>
      if (change.data === null) map.delete(objectKey(change.parent, change.id))
      else map.set(objectKey(change.parent, change.id), JSON.parse(change.data))
    }
    const next = new Snapshot(revision, defaultWorkspaceId, objects)
    for (const [kind, list] of this.#lists) if (!copied.has(kind)) next.#lists.set(kind, list)
    return next
  }

  static empty(): Snapshot {
    return new Snapshot(0, null, {
      organization: new Map(),
      workspace: new Map(),
      user: new Map(),
      invite: new Map(),
      api_key: new Map(),
      workspace_member: new Map(),
    })
  }
}

/** `data` is the object's JSON, null when it is gone. */
export type SnapshotChange = { kind: string; parent: string; id: string; data: string | null }

function objectKey(parent: string, id: string): string {
  return parent === '' ? id : `${parent}/${id}`
}

/** A string that sorts as upstream's lists do. Whole seconds and microseconds compare after padding (contract 2.5). */
export function listOrder<K extends Kind>(kind: K, object: Mirrored[K]): string {
  const { at, id } = placeInTime(object)
  return kind === 'organization' ? id : `${paddedTime(at)} ${id}`
}

function placeInTime(object: Mirrored[Kind]): { at: string; id: string } {
  if ('user_id' in object) return { at: '', id: object.user_id }
  if ('added_at' in object) return { at: object.added_at, id: object.id }
  if ('invited_at' in object) return { at: object.invited_at, id: object.id }
  if ('created_at' in object) return { at: object.created_at, id: object.id }
  return { at: '', id: object.id }
}

function paddedTime(at: string): string {
  const [whole = '', fraction = ''] = at.replace(/Z$/, '').split('.')
  return `${whole}.${fraction.padEnd(9, '0')}`
}
