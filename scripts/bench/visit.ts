import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test'
import { installProbe } from './probe.ts'

export type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

/** One cold visit: a browser context without cache, closed afterwards. Times in milliseconds, sizes in bytes. */
export type Visit = {
  firstByte: number
  firstRow: number
  blocking: number
  longestTask: number
  heap: number
  nodes: number
  requests: number
  scripts: string[]
  styles: string[]
}

export const memberRow = 'tbody tr:not([aria-hidden])'

export async function withPage<T>(
  browser: Browser,
  storageState: StorageState | undefined,
  work: (page: Page, session: CDPSession) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    ...(storageState === undefined ? {} : { storageState }),
  })
  try {
    await context.addInitScript(installProbe, memberRow)
    const page = await context.newPage()
    return await work(page, await context.newCDPSession(page))
  } finally {
    await context.close()
  }
}

export async function visit(page: Page, session: CDPSession, url: string): Promise<Visit> {
  const files: Record<'script' | 'stylesheet', Set<string>> = { script: new Set(), stylesheet: new Set() }
  let requests = 0
  page.on('response', (response) => {
    requests += 1
    const type = response.request().resourceType()
    if (type === 'script' || type === 'stylesheet') files[type].add(response.url())
  })
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction(() => window.stewardProbe.firstRow > 0, undefined, { timeout: 60_000 })
  await page.waitForLoadState('networkidle')
  const times = await page.evaluate(() => {
    const { firstRow, longTasks } = window.stewardProbe
    const blocking = longTasks.reduce((sum, duration) => sum + Math.max(0, duration - 50), 0)
    const [navigation] = performance.getEntriesByType('navigation')
    const firstByte = navigation instanceof PerformanceNavigationTiming ? navigation.responseStart : 0
    return { firstByte, firstRow, blocking, longestTask: Math.max(0, ...longTasks) }
  })
  const counted = requests
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const { nodes } = await session.send('Memory.getDOMCounters')
  const [scripts, styles] = await Promise.all([textsOf(files.script), textsOf(files.stylesheet)])
  return { ...times, heap: usedSize, nodes, requests: counted, scripts, styles }
}

/** Asked for again: the browser forgets bodies once a page has loaded much else. The files are public and hashed. */
function textsOf(urls: ReadonlySet<string>): Promise<string[]> {
  return Promise.all([...urls].map(async (url) => (await fetch(url)).text()))
}
