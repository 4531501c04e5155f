export type FieldChange = { field: string; before: string | null; after: string | null }

/**
 * What differs between two JSON values, one line a field, nested fields as `scope.workspace_id`. Null means: not there.
 * Equal fields are left out.
 */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const [left, right] = [flat(before), flat(after)]
  const fields = [...new Set([...left.keys(), ...right.keys()])]
  return fields
    .map((field) => ({ field, before: left.get(field) ?? null, after: right.get(field) ?? null }))
    .filter((change) => change.before !== change.after)
}

function flat(value: unknown, prefix = ''): Map<string, string> {
  if (value === null || value === undefined) return new Map(prefix === '' ? [] : [[prefix, 'null']])
  const name = prefix === '' ? 'value' : prefix
  if (typeof value === 'string') return new Map([[name, value]])
  if (typeof value !== 'object' || Array.isArray(value)) return new Map([[name, JSON.stringify(value)]])
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...flat(inner, prefix === '' ? key : `${prefix}.${key}`)]),
  )
}

/** Upstream answers a deletion with the id and a type of its own (contract section 8). */
export function isDeletion(after: unknown): boolean {
  return typeof after === 'object' && after !== null && 'type' in after && String(after.type).endsWith('_deleted')
}
