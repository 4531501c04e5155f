import 'server-only'
import { canonical } from '#lib/server/store/event-hash.ts'

/** What an action did: the object before, upstream's answer, and the input of the action that would take it back. */
export type Written = { before: unknown; after: unknown; undo: Record<string, unknown> }

/** Upstream answers a deletion with the id and a type of its own (contract section 8). */
export function isDeletion(after: unknown): boolean {
  const { type } = fields(after)
  return typeof type === 'string' && type.endsWith('_deleted')
}

/**
 * Whether everything that taking it back would write still has the value the action left. Fields that neither touches
 * may have moved on. What was created must be as it was made; of what was removed nothing can be compared.
 */
export function stillAsWritten({ before, after, undo }: Written, now: unknown): boolean {
  if (isDeletion(after)) return now === null
  const [wrote, is] = [fields(after), fields(now)]
  if (before === null) return Object.keys(wrote).every((name) => !(name in is) || same(wrote[name], is[name]))
  return leavesOf(undo, wrote).every((path) => same(at(wrote, path), at(is, path)))
}

/** Whether a later action made or removed the object, or changed what taking the first one back would write. */
export function touches(later: Pick<Written, 'before' | 'after'>, { before, undo }: Written): boolean {
  if (later.before === null || isDeletion(later.after)) return true
  const [was, became] = [fields(later.before), fields(later.after)]
  // Taking back what was created removes all of it.
  const paths = before === null ? Object.keys(became).map((name) => [name]) : leavesOf(undo, became)
  return paths.some((path) => !same(at(was, path), at(became, path)))
}

/** Whether an update that did not happen finds what it would write in another state than before it. */
export function movedFrom(before: unknown, input: unknown, now: unknown): boolean {
  if (before === null) return true
  const given = Object.fromEntries(Object.entries(fields(input)).filter(([, value]) => value !== null))
  return leavesOf(given, fields(before)).some((path) => !same(at(before, path), at(now, path)))
}

/** True for an update that left every value as it was: there is nothing to take back. */
export function changesNothing({ before, after, undo }: Written): boolean {
  if (before === null || isDeletion(after)) return false
  const wrote = fields(after)
  return leavesOf(undo, wrote).every((path) => same(at(undo, path), at(wrote, path)))
}

/** The fields that an input names and the object has; of tags, which merge, each one by itself. */
function leavesOf(input: Record<string, unknown>, object: Record<string, unknown>): string[][] {
  return Object.entries(input).flatMap(([name, value]) => {
    if (!(name in object)) return []
    const inner = Object.keys(fields(value))
    return inner.length === 0 ? [[name]] : inner.map((key) => [name, key])
  })
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, name) => {
    const own = fields(inner)
    return Object.hasOwn(own, name) ? own[name] : null
  }, value)
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function same(one: unknown, other: unknown): boolean {
  return canonical(one ?? null) === canonical(other ?? null)
}
