import type { Browser } from '@playwright/test'
import { readFileSync } from 'node:fs'
import type { BenchPortal } from './bench-portal.ts'
import { brotliKilobytes, median, round } from './figures.ts'
import type { Figure } from './figures.ts'
import { search } from './search.ts'
import { visit, withPage } from './visit.ts'
import type { Visit } from './visit.ts'

type Pair = { page: Visit; control: Visit }

/** Visits that are not counted: a server that has just started is not the one people meet. */
const warmUps = 3

/** Visits control and members page in turn, so that whatever else this machine does meets both. */
export async function pairedVisits(
  browser: Browser,
  portal: BenchPortal,
  controlUrl: string,
  runs: number,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let run = -warmUps; run < runs; run += 1) {
    const control = await withPage(browser, undefined, (page, session) => visit(page, session, controlUrl))
    const page = await withPage(browser, portal.session, (opened, session) => visit(opened, session, portal.members))
    if (run >= 0) pairs.push({ page, control })
  }
  return pairs
}

export function firstRowFigure(pairs: readonly Pair[], size: number): Figure {
  const of = (name: 'page' | 'control') => round(median(pairs.map((pair) => pair[name].firstRow)))
  const firstByte = round(median(pairs.map(({ page }) => page.firstByte)))
  const ratios = pairs.map(({ page, control }) => page.firstRow / control.firstRow)
  return {
    name: `First row ÷ control, ${size.toLocaleString('en')} members`,
    value: median(ratios),
    unit: '',
    goal: 3,
    detail: `${of('page')} ms (first byte ${firstByte}) against ${of('control')} ms; ${round(Math.min(...ratios))} to ${round(Math.max(...ratios))}`,
  }
}

export function weightFigures(pairs: readonly Pair[]): Figure[] {
  const kilobytes = (part: 'scripts' | 'styles') => median(pairs.map(({ page }) => brotliKilobytes(page[part])))
  const files = median(pairs.map(({ page }) => page.scripts.length))
  const requests = median(pairs.map(({ page }) => page.requests))
  return [
    {
      name: 'JavaScript, cold, brotli 11',
      value: kilobytes('scripts'),
      unit: ' kB',
      goal: 180,
      detail: `${files} files`,
    },
    { name: 'CSS, brotli 11', value: kilobytes('styles'), unit: ' kB', goal: 14, detail: '' },
    { name: 'Requests, cold, with data', value: requests, unit: '', goal: 14, detail: 'prefetches included' },
  ]
}

export function sizeFigures(pairs: readonly Pair[], size: number): Figure[] {
  const of = (name: 'blocking' | 'heap' | 'nodes' | 'longestTask') => median(pairs.map(({ page }) => page[name]))
  const members = `${size.toLocaleString('en')} members`
  return [
    {
      name: `Blocking time on load, ${members}`,
      value: of('blocking'),
      unit: ' ms',
      goal: 200,
      detail: `longest task ${round(of('longestTask'))} ms`,
    },
    {
      name: `Heap after load, ${members}`,
      value: of('heap') / 1e6,
      unit: ' MB',
      goal: 20,
      detail: 'after garbage collection',
    },
    { name: `DOM nodes, ${members}`, value: of('nodes'), unit: '', goal: 2500, detail: '' },
  ]
}

export async function searchFigures(browser: Browser, portal: BenchPortal, runs: number): Promise<Figure[]> {
  const searches = await withPage(browser, portal.session, async (page, session) => {
    await visit(page, session, portal.members)
    const found = [await search(page)]
    for (let run = 0; run < runs * 2; run += 1) found.push(await search(page))
    return found.slice(1)
  })
  const latencies = searches.map(({ latency }) => latency)
  const keys = searches.map(({ worstKey }) => worstKey)
  const worst = Math.max(...latencies)
  return [
    {
      name: 'Search, last key to painted rows',
      value: median(latencies),
      unit: ' ms',
      goal: 33,
      detail: `${searches.length} searches`,
    },
    { name: 'Search, the slowest', value: worst, unit: ' ms', goal: 66, detail: '' },
    { name: 'Worst key event', value: Math.max(...keys), unit: ' ms', goal: 64, detail: 'below 16 ms counts as 0' },
  ]
}

/** Resident memory of the server process; Linux only. */
function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1000
}

export async function memoryFigures(portal: BenchPortal, size: number): Promise<Figure[]> {
  const each = `${size.toLocaleString('en')} members and keys`
  await new Promise((resolve) => setTimeout(resolve, 3000))
  const idle = residentMegabytes(portal.pid)
  for (let view = 0; view < 200; view += 1) {
    const answer = await fetch(portal.members, { headers: { cookie: portal.cookie } })
    if (!answer.ok) throw new Error(`A page view was answered ${answer.status}`)
    await answer.text()
  }
  const worked = residentMegabytes(portal.pid)
  return [
    { name: `Server memory after the first sync, ${each}`, value: idle, unit: ' MB', goal: 110, detail: 'resident' },
    { name: `Server memory after 200 page views, ${each}`, value: worked, unit: ' MB', goal: 160, detail: 'resident' },
  ]
}
