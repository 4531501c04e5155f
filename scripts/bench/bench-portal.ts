import type { Browser } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ControlDoor } from '#lib/emulator/control-client.ts'
import { pagePaths, portalPaths } from '#lib/paths.ts'
import { startSurroundedPortal } from '../portal/surrounded-portal.ts'
import type { StorageState } from './visit.ts'

export type BenchPortal = {
  url: string
  pid: number
  members: string
  session: StorageState
  cookie: string
  close: () => Promise<void>
}

/** A portal with this many members and keys whose mirror is complete, and the session of an admin. */
export async function startBenchPortal(browser: Browser, size: number): Promise<BenchPortal> {
  const folder = await mkdtemp(path.join(tmpdir(), 'steward-bench-'))
  const namesakes = size >= 1000 ? 100 : 0
  const portal = await startSurroundedPortal({
    folder,
    organization: { members: size - namesakes, keys: size, invites: 40, workspaces: Math.min(100, size / 10) },
    quota: { emulator: 0, portal: 100_000 },
    environment: { LOG_LEVEL: 'error' },
    prepare: (door) => addNamesakes(door, namesakes),
  })
  const close = async () => {
    await portal.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const session = await signIn(browser, portal.url)
    const cookie = session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    await untilComplete(portal.url, cookie)
    return {
      url: portal.url,
      pid: portal.portal.pid,
      members: portal.url + pagePaths.members(),
      session,
      cookie,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function addNamesakes(door: ControlDoor, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const name = index % 2 === 0 ? 'Quincy' : 'Quinci'
    await door.post('/users', {
      email: `${name.toLowerCase()}${index}@example.com`,
      name: `${name} ${index}`,
      role: 'user',
    })
  }
}

async function signIn(browser: Browser, url: string): Promise<StorageState> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(url + pagePaths.signIn())
  await page.getByRole('button', { name: 'Sign in with SSO' }).click()
  await page.getByRole('button', { name: 'Ada Lindqvist' }).click()
  await page.waitForURL((address) => address.origin === url && !address.pathname.startsWith('/api/'))
  const state = await context.storageState()
  await context.close()
  return state
}

async function untilComplete(url: string, cookie: string): Promise<void> {
  const deadline = Date.now() + 180_000
  while (Date.now() < deadline) {
    const answers = await Promise.all(
      [portalPaths.members(), portalPaths.keys()].map(async (view) => {
        const answer = await fetch(url + view, { headers: { cookie } })
        await answer.body?.cancel()
        return /"complete":\s*true/.test(answer.headers.get('steward-freshness') ?? '')
      }),
    )
    if (answers.every(Boolean)) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error('The mirror was not complete after three minutes')
}
