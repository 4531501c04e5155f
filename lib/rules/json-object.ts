/** JSON as it comes from outside or from the log: an object of unknown fields, or something else. */
export type JsonObject = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Its fields; none where it is no object. */
export function fieldsOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {}
}
