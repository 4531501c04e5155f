import 'server-only'
import { Problem } from './problem.ts'

/**
 * Query parameters as an object. `name[]` (contract 2.2) becomes an array under `name`; an empty string counts as
 * absent (trap 27); a single parameter given twice is refused, because which one counts would be a guess.
 */
export function queryOf(request: Request): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of new URL(request.url).searchParams) {
    if (value === '') continue
    if (name.endsWith('[]')) {
      const key = name.slice(0, -2)
      const known = query[key]
      query[key] = [...(Array.isArray(known) ? known : []), value]
    } else if (Object.hasOwn(query, name)) {
      throw new Problem(400, 'invalid_input', `${name}: is given more than once`)
    } else {
      query[name] = value
    }
  }
  return { ...query }
}
