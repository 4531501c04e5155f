import { Refusal } from './refusal.ts'

export type Matched<T> = { route: T; params: ReadonlyMap<string, string> }

/** Finds the route of a request; an unknown path is 404, a known one with another verb 405 (contract 2.4). */
export function createRouter<T extends { method: string; path: string }>(routes: readonly T[], prefix: string) {
  const table = routes.map((route) => ({ route, parts: route.path.split('/').slice(1) }))
  return (method: string, path: string): Matched<T> => {
    const parts = path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1).split('/') : []
    let known = false
    for (const { route, parts: pattern } of table) {
      const params = matchParts(pattern, parts)
      if (params === undefined) continue
      if (route.method === method) return { route, params }
      known = true
    }
    throw known
      ? new Refusal(405, `${method} is not allowed for ${path}.`, { error_type: 'invalid_request_error' })
      : new Refusal(404, `There is nothing at ${path}.`)
  }
}

function matchParts(pattern: readonly string[], parts: readonly string[]): Map<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined
  const params = new Map<string, string>()
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? ''
    if (!expected.startsWith('{')) {
      if (part !== expected) return undefined
      continue
    }
    const value = decodePart(part)
    if (value === '') return undefined
    params.set(expected.slice(1, -1), value)
  }
  return params
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
