import { randomBytes } from 'node:crypto'
import { NextResponse } from 'next/server'
import type { NextRequest } from 'next/server'
import { contentSecurityPolicy } from '#lib/server/content-security.ts'
import { processEnv } from '#lib/server/env.ts'

/**
 * Gives every document its own script nonce. Nothing else may depend on this file: a client can get around it
 * (docs/threat-model.md), so who may do what is decided in the pages and routes themselves.
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy({
    nonce: randomBytes(16).toString('base64'),
    https: processEnv().portalUrl.protocol === 'https:',
    development: process.env.NODE_ENV === 'development',
  })
  const headers = new Headers(request.headers)
  for (const name of request.headers.keys()) if (name.startsWith('x-middleware-')) headers.delete(name)
  headers.delete('x-nonce')
  // Next reads the nonce for its own scripts from here.
  headers.set('content-security-policy', policy)
  const { pathname, searchParams } = request.nextUrl
  searchParams.delete('_rsc')
  headers.set('x-steward-path', `${pathname}${searchParams.size > 0 ? `?${searchParams.toString()}` : ''}`)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set('cache-control', 'private, no-store')
  return response
}

export const config = { matcher: '/((?!api/|_next/static/|icon.svg).*)' }
