import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ensureChromium } from './chromium.ts'
import { buildWhenNeeded, root } from './standalone/build.ts'
import { countsOfPlaywright, countsOfVitest, runSteps, tableOf, totalOf } from './testing/steps.ts'
import type { Counts, Step } from './testing/steps.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'steward-test-'))

type Ended = { code: number | null; output: string }

function run(program: string, args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [path.join(root, 'node_modules', program), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment, NEXT_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

function oneCheck(name: string, program: string, args: readonly string[]): Step {
  return {
    name,
    run: async () => {
      const { code, output } = await run(program, args)
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output }
    },
  }
}

/** A step whose program writes a JSON report. An exit code that the report does not explain is a failure of its own. */
async function reported(ended: Ended, report: string, counts: (report: unknown) => Counts) {
  // A program that broke off before its report has told why on its own output.
  if (!existsSync(report)) return { passed: 0, failed: 1, output: ended.output }
  const counted = counts(JSON.parse(readFileSync(report, 'utf8')))
  const unexplained = ended.code !== 0 && counted.failed === 0
  return { passed: counted.passed, failed: counted.failed + (unexplained ? 1 : 0), output: ended.output }
}

function vitest(project: string): Step {
  return {
    name: project,
    run: async () => {
      const report = path.join(folder, `${project}.json`)
      const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
      const ended = await run('vitest/vitest.mjs', ['run', '--project', project, ...reporters])
      return reported(ended, report, countsOfVitest)
    },
  }
}

/** Next's own types come from Next: a clean checkout has none. */
const typecheck: Step = {
  name: 'typecheck',
  run: async () => {
    const types = await run('next/dist/bin/next', ['typegen'])
    if (types.code !== 0) return { passed: 0, failed: 1, output: types.output }
    return oneCheck('typecheck', 'typescript/bin/tsc', ['--noEmit']).run()
  },
}

const build: Step = {
  name: 'build',
  run: async () => {
    buildWhenNeeded()
    return { passed: 1, failed: 0, output: '' }
  },
}

const e2e: Step = {
  name: 'e2e',
  run: async () => {
    const report = path.join(folder, 'e2e.json')
    const ended = await run('@playwright/test/cli.js', ['test', '--config', 'e2e/playwright.config.ts'], {
      PLAYWRIGHT_CHROMIUM: ensureChromium(),
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      STEWARD_TEST_REPORT: 'json',
    })
    return reported(ended, report, countsOfPlaywright)
  },
}

const steps: readonly Step[] = [
  typecheck,
  oneCheck('lint', 'oxlint/bin/oxlint', ['--type-aware', '--deny-warnings']),
  oneCheck('format', 'prettier/bin/prettier.cjs', ['--check', '.']),
  vitest('unit'),
  vitest('integration'),
  build,
  proof(),
  e2e,
]

/** The tree that the container image runs, started the way it runs there. */
function proof(): Step {
  return {
    name: 'standalone',
    run: async () => {
      const script = path.join(root, 'scripts/standalone/prove.ts')
      const { code, output } = await run(path.relative(path.join(root, 'node_modules'), script), [])
      const passed = output.match(/^ok /gm)?.length ?? 0
      const failed = output.match(/^FAILED /gm)?.length ?? 0
      return { passed, failed: code === 0 ? failed : Math.max(failed, 1), output }
    },
  }
}

function chosenSteps(): readonly Step[] {
  const { values } = parseArgs({ options: { only: { type: 'string' } } })
  if (values.only === undefined) return steps
  const wanted = values.only.split(',')
  const unknown = wanted.filter((name) => !steps.some((step) => step.name === name))
  if (unknown.length > 0) {
    throw new Error(`There is no step ${unknown.join(', ')}. Steps: ${steps.map(({ name }) => name).join(', ')}`)
  }
  return steps.filter(({ name }) => wanted.includes(name))
}

try {
  const results = await runSteps(chosenSteps(), console.log)
  const { passed, failed } = totalOf(results)
  console.log(`\n${tableOf(results)}\n\n${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 2
} finally {
  rmSync(folder, { recursive: true, force: true })
}
