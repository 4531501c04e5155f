import 'server-only'
import { pagePaths } from '#lib/paths.ts'

const longest = 2048

/**
 * A path of this portal from text that anyone may have written, or null: same origin, printable ASCII, at most 2 kB,
 * and neither an API address nor the sign-in page, which would loop.
 */
export function safeReturnTo(value: unknown, portalUrl: URL): string | null {
  if (typeof value !== 'string' || value.length > longest) return null
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(value)) return null
  if (!URL.canParse(value, portalUrl)) return null
  const url = new URL(value, portalUrl)
  if (url.origin !== portalUrl.origin || url.pathname.startsWith('//')) return null
  const first = url.pathname.split('/')[1]?.toLowerCase()
  if (first === 'api' || first === 'sign-in' || first === '_next') return null
  return `${url.pathname}${url.search}`
}

/** The sign-in page's address. `path` is where to come back to; the page checks it again. */
export function signInPath(path: string | null): string {
  const query = path === null || path === '/' ? '' : `?${new URLSearchParams({ return_to: path }).toString()}`
  return `${pagePaths.signIn()}${query}`
}
