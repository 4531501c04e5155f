import Anthropic from '@anthropic-ai/sdk'
import Legacy from 'sdk-legacy'
import { openControlDoor } from './control-client.ts'
import type { ControlDoor } from './control-client.ts'
import { startEmulatorHost } from './host.ts'
import type { HostOptions } from './host.ts'
import type { WorldOptions } from './tenant.ts'

export const adminKey = 'sk-ant-admin01-sdk-tests'
export const oauthToken = 'oauth-sdk-tests'

export type SdkWorld = {
  url: string
  /** SDK 1.12.0: Bearer, 2026-10-21. */
  sdk: Anthropic
  /** SDK 0.137.0: x-api-key, 2023-06-01, `?beta=true`. */
  legacy: Legacy
  /** SDK 1.12.0 with an OAuth token. */
  oauth: Anthropic
  door: ControlDoor
  /** A request no SDK makes. */
  raw: (path: string, init?: RequestInit) => Promise<Response>
  close: () => Promise<void>
}

/** One emulated organization on a port of its own, and the two official clients pointed at it. */
export async function startSdkWorld(
  world: Omit<WorldOptions, 'key'> = {},
  options: Omit<HostOptions, 'worlds' | 'port'> = {},
): Promise<SdkWorld> {
  const host = await startEmulatorHost({
    worlds: [{ ...world, key: adminKey, oauthToken }],
    control: true,
    quotaPerMinute: 0,
    ...options,
  })
  const shared = { baseURL: host.url, maxRetries: 0, timeout: 5000 }
  return {
    url: host.url,
    sdk: new Anthropic({ ...shared, apiKey: adminKey }),
    legacy: new Legacy({ ...shared, apiKey: adminKey, authToken: null }),
    oauth: new Anthropic({ ...shared, apiKey: null, authToken: oauthToken }),
    door: openControlDoor(host.url, adminKey),
    raw: (path, init) => fetch(`${host.url}${path}`, init),
    close: host.close,
  }
}

export const rawHeaders = { 'x-api-key': adminKey, 'anthropic-version': '2026-10-21' }

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** The item; a test that has none is wrong about its world. */
export function existing<T>(item: T | undefined | null): T {
  if (item === undefined || item === null) throw new Error('The emulated world lacks what this test needs')
  return item
}
