import 'server-only'
import { handleAuth } from './handler.ts'
import { portalOrigin } from './test-portal.ts'
import type { TestPortal } from './test-portal.ts'

/** A browser with cookies for two places: the portal's handlers, called directly, and a provider, over HTTP. */
export class TestBrowser {
  readonly portalCookies = new Map<string, string>()
  readonly #providerCookies = new Map<string, string>()
  /** How often the provider has asked who is there. */
  asked = 0
  readonly #portal: TestPortal

  constructor(portal: TestPortal) {
    this.#portal = portal
  }

  get cookie(): string {
    return cookieHeader(this.portalCookies)
  }

  async portal(
    method: string,
    path: string,
    init: { form?: Record<string, string>; headers?: Record<string, string> } = {},
  ) {
    const headers = new Headers({ cookie: this.cookie, ...init.headers })
    const body = init.form === undefined ? null : new URLSearchParams(init.form)
    const request = new Request(`${portalOrigin}${path}`, { method, headers, body })
    const segments = new URL(request.url).pathname.split('/').slice(3)
    const response = await handleAuth(this.#portal.parts, request, segments)
    keep(this.portalCookies, response)
    return response
  }

  /** Presses the button; resolves to the provider's address the page sends on to, or null when it went back. */
  async begin(returnTo = '/members', more: Record<string, string> = {}): Promise<URL | null> {
    const response = await this.portal('POST', '/api/auth/signin/sso', {
      form: { return_to: returnTo, ...more },
      headers: { 'sec-fetch-site': 'same-origin' },
    })
    const href = /<a href="([^"]+)">/.exec(await response.text())?.[1]
    return href === undefined ? null : new URL(href.replaceAll('&amp;', '&'))
  }

  /** What somebody does who deletes the provider's cookies. */
  forgetProvider(): void {
    this.#providerCookies.clear()
  }

  /** Signs in at the provider as one of its accounts; resolves to the address it sends back to. */
  async chooseAccount(authorization: URL, account: string): Promise<URL> {
    let response = await this.#provider(authorization.href)
    while (response.status < 400) {
      const location = response.headers.get('location')
      if (location === null) break
      const next = new URL(location, authorization)
      if (next.origin === portalOrigin) return next
      response = await this.#provider(next.href)
      if (response.status !== 200 || !next.pathname.startsWith('/interaction/')) continue
      this.asked += 1
      response = await this.#provider(next.href, new URLSearchParams({ account }))
    }
    throw new Error(`The provider answered ${response.status}`)
  }

  async #provider(address: string, body: URLSearchParams | null = null): Promise<Response> {
    const headers = { cookie: cookieHeader(this.#providerCookies) }
    const response = await fetch(address, { method: body === null ? 'GET' : 'POST', headers, body, redirect: 'manual' })
    keep(this.#providerCookies, response)
    return response
  }
}

function cookieHeader(jar: Map<string, string>): string {
  return Array.from(jar, ([name, value]) => `${name}=${value}`).join('; ')
}

function keep(jar: Map<string, string>, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split(';')
    const name = pair.slice(0, pair.indexOf('='))
    const value = pair.slice(pair.indexOf('=') + 1)
    const gone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute))
    if (gone || value === '') jar.delete(name)
    else jar.set(name, value)
  }
}
