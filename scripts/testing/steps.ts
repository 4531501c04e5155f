/**
 * How many checks of a step passed and failed; a static step is one check. `shaky` names those that passed only when
 * repeated: they count as passed, and are told at the end, because each is a fault to be found.
 */
export type Counts = { passed: number; failed: number; shaky?: readonly string[] }
export type StepResult = Counts & { name: string; seconds: number; output: string }
export type Step = { name: string; run: () => Promise<Counts & { output: string }> }

/** Runs every step, also after one that failed: one run tells everything that is wrong. */
export async function runSteps(steps: readonly Step[], tell: (line: string) => void): Promise<StepResult[]> {
  const results: StepResult[] = []
  for (const { name, run } of steps) {
    tell(`\n=== ${name}`)
    const started = performance.now()
    const outcome = await run().catch((error: unknown) => ({ passed: 0, failed: 1, output: String(error) }))
    const seconds = (performance.now() - started) / 1000
    if (outcome.failed > 0) tell(outcome.output.trimEnd())
    results.push({ name, seconds, ...outcome })
    tell(
      `${outcome.failed > 0 ? 'FAILED' : 'ok'} (${outcome.passed} passed, ${outcome.failed} failed, ${seconds.toFixed(1)} s)`,
    )
  }
  return results
}

export function tableOf(results: readonly StepResult[]): string {
  const rows = results.map(({ name, passed, failed, seconds }) => [
    name,
    String(passed),
    String(failed),
    `${seconds.toFixed(1)} s`,
  ])
  const lines = [['Step', 'Passed', 'Failed', 'Time'], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map(([name = '', ...numbers]) =>
      [name.padEnd(widths[0] ?? 0), ...numbers.map((text, index) => text.padStart(widths[index + 1] ?? 0))].join('  '),
    )
    .join('\n')
}

export function totalOf(results: readonly Counts[]): Counts {
  return {
    passed: results.reduce((sum, { passed }) => sum + passed, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
  }
}

/** The counts of a vitest JSON report. A file that could not even be loaded is one failure; no tests at all, too. */
export function countsOfVitest(report: unknown): Counts {
  const { numPassedTests, numFailedTests, testResults } = report as {
    numPassedTests: number
    numFailedTests: number
    testResults: { status: string; assertionResults: unknown[] }[]
  }
  const unloadable = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return orNothingRan({ passed: numPassedTests, failed: numFailedTests + unloadable.length })
}

type Suite = { title: string; specs?: Spec[]; suites?: Suite[] }
type Spec = { title: string; tests: { status: string }[] }

/** The counts of a Playwright JSON report. */
export function countsOfPlaywright(report: unknown): Counts {
  const { stats, errors, suites } = report as {
    stats: { expected: number; unexpected: number; flaky: number }
    errors: unknown[]
    suites: Suite[]
  }
  const counts = { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length }
  return { ...orNothingRan(counts), shaky: suites.flatMap((suite) => shakyIn(suite, '')) }
}

function shakyIn(suite: Suite, above: string): string[] {
  const place = `${above}${suite.title} > `
  const here = (suite.specs ?? []).filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
  return [...here.map(({ title }) => place + title), ...(suite.suites ?? []).flatMap((inner) => shakyIn(inner, place))]
}

/** The line that names what passed only when repeated; empty when nothing did. */
export function shakyLine(results: readonly Counts[]): string {
  const names = results.flatMap(({ shaky }) => shaky ?? [])
  return names.length === 0
    ? ''
    : `Passed only when repeated (find out why):\n${names.map((name) => `  ${name}`).join('\n')}\n`
}

function orNothingRan({ passed, failed }: Counts): Counts {
  return { passed, failed: passed + failed === 0 ? 1 : failed }
}
