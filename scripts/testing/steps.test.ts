import { expect, test } from 'vitest'
import { countsOfPlaywright, countsOfVitest, runSteps, shakyLine, tableOf, totalOf } from './steps.ts'

test('a step that throws is one failure, and the steps after it still run', async () => {
  const told: string[] = []
  const results = await runSteps(
    [
      { name: 'breaks', run: () => Promise.reject(new Error('out of order')) },
      { name: 'works', run: async () => ({ passed: 3, failed: 0, output: 'quiet' }) },
    ],
    (line) => told.push(line),
  )
  expect(totalOf(results)).toEqual({ passed: 3, failed: 1 })
  expect(told.join('\n')).toContain('out of order')
  expect(told.join('\n')).not.toContain('quiet')
  expect(tableOf(results)).toMatch(/works +3 +0/)
})

test('a test file that cannot be loaded counts as a failure', () => {
  const broken = { status: 'failed', assertionResults: [] }
  expect(countsOfVitest({ numPassedTests: 2, numFailedTests: 1, testResults: [broken] })).toEqual({
    passed: 2,
    failed: 2,
  })
})

test('a step that finds no tests fails', () => {
  expect(countsOfVitest({ numPassedTests: 0, numFailedTests: 0, testResults: [] })).toEqual({ passed: 0, failed: 1 })
  const stats = { expected: 0, unexpected: 0, flaky: 0 }
  expect(countsOfPlaywright({ stats, errors: [], suites: [] })).toEqual({ passed: 0, failed: 1, shaky: [] })
})

test('a browser test that passes only when repeated counts, and is named', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 1 }
  const specs = [
    { title: 'rows stay', tests: [{ status: 'flaky' }] },
    { title: 'rows go', tests: [{ status: 'expected' }] },
  ]
  const suites = [{ title: 'failures.spec.ts', suites: [{ title: 'offline', specs }] }]
  const counts = countsOfPlaywright({ stats, errors: [], suites })
  expect(counts).toEqual({ passed: 6, failed: 1, shaky: ['failures.spec.ts > offline > rows stay'] })
  expect(shakyLine([counts])).toContain('failures.spec.ts > offline > rows stay')
  expect(shakyLine([{ passed: 1, failed: 0 }])).toBe('')
})
