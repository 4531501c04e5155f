import { expect } from '@playwright/test'
import { adminApiPaths, gatewayPath } from '#lib/paths.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'

export type GatewayAnswer = { status: number; headers: Headers; text: string; body: unknown }

/** Asks the gateway the way a script does: with a portal token, or with nothing when it is null. */
export async function askGateway(
  url: string,
  token: string | null,
  path: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<GatewayAnswer> {
  const response = await fetch(`${url}${path}`, {
    method: init.method ?? 'GET',
    redirect: 'manual',
    headers: {
      'anthropic-version': '2026-10-21',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...init.headers,
    },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Waits until every list of the mirror has been read whole once; before that the gateway answers 503. */
export async function untilMirrored(url: string, token: string, emulator: EmulatedOrganization): Promise<void> {
  const lists = [adminApiPaths.users(), adminApiPaths.invites(), adminApiPaths.workspaces(), adminApiPaths.apiKeys()]
  const open = (await emulator.workspaces()).filter((workspace) => workspace.archived_at === null)
  for (const path of [...lists, ...open.map(({ id }) => adminApiPaths.workspaceMembers(id))]) {
    await expect
      .poll(async () => (await askGateway(url, token, `${gatewayPath(path)}?limit=1`)).status, { timeout: 20_000 })
      .toBe(200)
  }
}

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
