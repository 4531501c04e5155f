import 'server-only'

/** JSON that fits into a header: what is not plain ASCII is escaped, as any JSON parser understands it. */
export function headerJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
