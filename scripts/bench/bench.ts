import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { arch, cpus, platform } from 'node:os'
import { parseArgs } from 'node:util'
import { chromiumFlags, ensureChromium } from '../chromium.ts'
import { buildWhenNeeded } from '../standalone/build.ts'
import { startBenchPortal } from './bench-portal.ts'
import type { BenchPortal } from './bench-portal.ts'
import { startControlServer } from './control-server.ts'
import { tableOfFigures } from './figures.ts'
import type { Figure } from './figures.ts'
import {
  firstRowFigure,
  memoryFigures,
  pairedVisits,
  searchFigures,
  sizeFigures,
  weightFigures,
} from './measurements.ts'

const usage = `Usage: npm run bench -- [--only small,large,memory] [--runs 5] [--out figures.json]

  small   100 members: bytes, requests, first row
  large   10,000 members: first row, blocking time, heap, DOM nodes, search
  memory  10,000 members and keys: the server process`

const large = 10_000

type Bench = { browser: Browser; controlUrl: string; runs: number }

const parts: Record<string, (bench: Bench) => Promise<Figure[]>> = {
  small: (bench) =>
    withPortal(bench, 100, async (portal) => {
      const pairs = await pairedVisits(bench.browser, portal, bench.controlUrl, bench.runs)
      return [...weightFigures(pairs), firstRowFigure(pairs, 100)]
    }),
  large: (bench) =>
    withPortal(bench, large, async (portal) => {
      const pairs = await pairedVisits(bench.browser, portal, bench.controlUrl, bench.runs)
      const searches = await searchFigures(bench.browser, portal, bench.runs)
      return [firstRowFigure(pairs, large), ...sizeFigures(pairs, large), ...searches]
    }),
  memory: (bench) => withPortal(bench, large, (portal) => memoryFigures(portal, large)),
}

async function withPortal(bench: Bench, size: number, work: (portal: BenchPortal) => Promise<Figure[]>) {
  const portal = await startBenchPortal(bench.browser, size)
  try {
    return await work(portal)
  } finally {
    await portal.close()
  }
}

function options() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: Object.keys(parts).join(',') },
      runs: { type: 'string', default: '5' },
      out: { type: 'string' },
    },
  })
  const only = values.only.split(',')
  const runs = Number(values.runs)
  if (!only.every((name) => Object.hasOwn(parts, name)) || !(runs >= 1 && runs <= 100)) throw new Error(usage)
  return { only, runs, out: values.out }
}

async function main(): Promise<void> {
  const { only, runs, out } = options()
  buildWhenNeeded()
  const control = await startControlServer()
  // The browser may ask nobody but this machine.
  const args = [...chromiumFlags, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']
  const browser = await chromium.launch({ executablePath: ensureChromium(), args })
  const figures: Figure[] = []
  try {
    for (const name of only) {
      console.error(`Measuring ${name}...`)
      figures.push(...((await parts[name]?.({ browser, controlUrl: control.url, runs })) ?? []))
    }
  } finally {
    await browser.close()
    await control.close()
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? arch()}, ${platform()}, Node ${process.version}`
  console.log(`Members page, production build, ${runs} paired runs; Chromium ${browser.version()}; ${machine}\n`)
  console.log(tableOfFigures(figures))
  if (out !== undefined) writeFileSync(out, `${JSON.stringify({ runs, machine, figures }, null, 2)}\n`)
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
