import 'server-only'
import { Problem } from './problem.ts'

/**
 * A change asked for by a browser session must come from our own pages (security.md 4.4): the browser says same-origin
 * or the Origin is ours, the body is JSON, and the header that no form can send is there. Throws Problem.
 */
export function requireSameOrigin(request: Request, portalUrl: URL): void {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const trusted = site === null ? origin === portalUrl.origin : site === 'same-origin'
  if (!trusted || (origin !== null && origin !== portalUrl.origin))
    throw new Problem(
      403,
      'cross_site_request',
      'This request did not come from a page of this portal, so it was refused.',
    )
  if (request.headers.get('x-portal-request') !== '1')
    throw new Problem(403, 'cross_site_request', 'The header x-portal-request is missing, so the request was refused.')
}
