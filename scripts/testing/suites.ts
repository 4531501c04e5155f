import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureChromium } from '../chromium.ts'
import { buildWhenNeeded, root } from '../standalone/build.ts'
import { countsOfPlaywright, countsOfVitest } from './steps.ts'
import type { Counts, Step } from './steps.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'steward-test-'))

/** Removes what the suites wrote beside their results. */
export function removeReports(): void {
  rmSync(folder, { recursive: true, force: true })
}

type Ended = { code: number | null; output: string }

/** Runs a program of node_modules, or a script given by its way from there, to its end. */
export function run(
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
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

/** A program that is one check by its exit code. */
export function oneCheck(name: string, program: string, args: readonly string[]): Step {
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
  return { ...counted, failed: counted.failed + (unexplained ? 1 : 0), output: ended.output }
}

/** A vitest project, or only these of its files. */
export function vitest(project: string, files: readonly string[] = []): Step {
  return {
    name: project,
    run: async () => {
      const report = path.join(folder, `${project}.json`)
      const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
      const ended = await run('vitest/vitest.mjs', ['run', '--project', project, ...reporters, ...files])
      return reported(ended, report, countsOfVitest)
    },
  }
}

export const build: Step = {
  name: 'build',
  run: async () => {
    buildWhenNeeded()
    return { passed: 1, failed: 0, output: '' }
  },
}

/** The browser tests, or only these files. */
export function e2e(files: readonly string[] = []): Step {
  return {
    name: 'e2e',
    run: async () => {
      const report = path.join(folder, 'e2e.json')
      const ended = await run('@playwright/test/cli.js', ['test', '--config', 'e2e/playwright.config.ts', ...files], {
        PLAYWRIGHT_CHROMIUM: ensureChromium(),
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        STEWARD_TEST_REPORT: 'json',
      })
      return reported(ended, report, countsOfPlaywright)
    },
  }
}
