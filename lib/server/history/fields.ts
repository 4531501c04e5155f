import 'server-only'
import { fieldsOf, isJsonObject } from '#lib/rules/json-object.ts'
import type { JsonObject } from '#lib/rules/json-object.ts'

/**
 * The fields in which two states of one object differ; of tags, each by itself as `tags.team`. A field that only one of
 * them has at all is no difference: upstream or Steward learned a word, nobody changed the object.
 */
export function differing(before: JsonObject, after: JsonObject): string[] {
  return Object.keys(after).flatMap((name) => {
    if (!Object.hasOwn(before, name)) return []
    if (name === 'tags') return differingTags(fieldsOf(before['tags']), fieldsOf(after['tags']))
    return sameValue(before[name], after[name]) ? [] : [name]
  })
}

function differingTags(before: JsonObject, after: JsonObject): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.filter((key) => before[key] !== after[key]).map((key) => `tags.${key}`)
}

/** Of nested objects, what both know decides. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (!isJsonObject(one) || !isJsonObject(other)) return JSON.stringify(one) === JSON.stringify(other)
  return Object.keys(one).every((key) => !Object.hasOwn(other, key) || sameValue(one[key], other[key]))
}

/** `before` with these fields as they are in `after`: what is left between the two is the rest. */
export function taking(before: JsonObject, after: JsonObject, names: readonly string[]): JsonObject {
  const result: Record<string, unknown> = { ...before }
  for (const name of names) {
    if (!name.startsWith('tags.')) result[name] = after[name]
    else result['tags'] = withTag(fieldsOf(result['tags']), name.slice(5), fieldsOf(after['tags']))
  }
  return result
}

function withTag(tags: JsonObject, key: string, after: JsonObject): JsonObject {
  const { [key]: _, ...others } = tags
  return Object.hasOwn(after, key) ? { ...others, [key]: after[key] } : others
}

export function fieldAt(object: JsonObject, name: string): unknown {
  return name.startsWith('tags.') ? fieldsOf(object['tags'])[name.slice(5)] : object[name]
}

export function textOf(object: JsonObject | null, name: string): string {
  const value = object?.[name]
  return typeof value === 'string' ? value : ''
}
