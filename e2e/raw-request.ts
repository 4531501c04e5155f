import { request } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { BrowserContext } from '@playwright/test'

export type RawAnswer = { status: number; headers: IncomingHttpHeaders; text: string }
export type RawRequest = { method?: string; headers?: Record<string, string>; body?: string }

/** One request exactly as written: no address is normalised, no header added, no redirect followed. */
export function rawRequest(url: string, target: string, { method = 'GET', headers = {}, body }: RawRequest = {}) {
  const { hostname, port } = new URL(url)
  return new Promise<RawAnswer>((resolve, reject) => {
    const sent = request({ hostname, port, path: target, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    sent.on('error', reject)
    if (body !== undefined) sent.setHeader('content-length', Buffer.byteLength(body))
    sent.end(body)
  })
}

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

/** The `Cookie` header of a signed-in browser. */
export function cookieHeader({ cookies }: Pick<StorageState, 'cookies'>): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** What our own pages send with a change, besides the cookie. */
export function ownPageHeaders(url: string): Record<string, string> {
  return {
    origin: new URL(url).origin,
    'sec-fetch-site': 'same-origin',
    'x-portal-request': '1',
    'content-type': 'application/json',
  }
}

/** Runs many requests, a few at a time. */
export async function inTurns<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += 8)
    results.push(...(await Promise.all(items.slice(start, start + 8).map(run))))
  return results
}
