import 'server-only'
import { endings, placeFields } from '#lib/rules/change-fields.ts'
import { fieldsOf, isJsonObject } from '#lib/rules/json-object.ts'
import type { JsonObject } from '#lib/rules/json-object.ts'
import type { FieldChange } from '#lib/schemas/jobs.ts'
import { canonical } from '#lib/server/store/event-hash.ts'

export function endsObject(action: string): boolean {
  return endings.has(action)
}

/** Field by field what a change would do; a tag is a field of its own. Without an object before, all of it is new. */
export function fieldChanges(action: string, input: JsonObject, object: unknown): FieldChange[] {
  if (action === 'workspace.archive') return [{ field: 'archived', before: false, after: true }]
  const before = fieldsOf(object)
  const lost = endings.get(action)
  if (lost !== undefined) return [{ field: lost, before: before[lost] ?? null, after: null }]
  return Object.entries(input)
    .filter(([name, value]) => !placeFields.has(name) && value !== undefined && (value !== null || object === null))
    .flatMap(([field, after]) => changesOf(field, before[field] ?? null, after))
}

function changesOf(field: string, before: unknown, after: unknown): FieldChange[] {
  if (!isJsonObject(after)) return same(before, after) ? [] : [{ field, before, after }]
  return Object.entries(after).flatMap(([key, value]) =>
    changesOf(`${field}.${key}`, fieldsOf(before)[key] ?? null, value),
  )
}

/** The object as the change leaves it. */
export function changed<T>(object: T, input: JsonObject): T {
  const merged = Object.entries(input)
    .filter(([name, value]) => !placeFields.has(name) && value !== undefined && value !== null)
    .map(([name, value]) => [name, isJsonObject(value) ? mergedTags(fieldsOf(object)[name], value) : value])
  return { ...object, ...Object.fromEntries(merged) }
}

/** Tags merge, and a null value deletes that tag (trap 21). */
function mergedTags(held: unknown, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...fieldsOf(held), ...given }).filter(([, value]) => value !== null))
}

/** Whether the object still has the values that were expected; `tags.team` names one tag. */
export function stillHolds(expects: JsonObject, object: unknown): boolean {
  return Object.entries(expects).every(([field, value]) => same(valueAt(object, field), value))
}

function valueAt(object: unknown, field: string): unknown {
  const fields = fieldsOf(object)
  if (Object.hasOwn(fields, field)) return fields[field]
  const [outer = '', ...inner] = field.split('.')
  const held = fieldsOf(fields[outer])
  const key = inner.join('.')
  return Object.hasOwn(held, key) ? held[key] : null
}

function same(one: unknown, other: unknown): boolean {
  return canonical(one ?? null) === canonical(other ?? null)
}
