import 'server-only'

/**
 * True when a form was sent by a page of this portal. Our pages send no referrer, which turns the Origin of a form into
 * `null`, so the browser's own word (Sec-Fetch-Site) decides and the Origin only where a browser does not say.
 */
export function sentByOwnPage(request: Request, portalUrl: URL): boolean {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  if (site === null) return origin === portalUrl.origin
  return site === 'same-origin' && (origin === null || origin === 'null' || origin === portalUrl.origin)
}
