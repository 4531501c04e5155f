import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './standalone/build.ts'
import { filesIn } from './testing/security-table.ts'
import { runSteps, shakyLine, tableOf, totalOf } from './testing/steps.ts'
import { build, e2e, removeReports, vitest } from './testing/suites.ts'

/** The tests behind every claim of docs/security-tests.md, alone. */
const files = filesIn(readFileSync(path.join(root, 'docs/security-tests.md'), 'utf8'))
const integration = files.filter((file) => file.endsWith('.integration.test.ts'))
const unit = files.filter((file) => file.endsWith('.test.ts') && !integration.includes(file))
const browser = files.filter((file) => file.endsWith('.spec.ts'))

try {
  const steps = [vitest('unit', unit), vitest('integration', integration), build, e2e(browser)]
  const results = await runSteps(steps, console.log)
  const { passed, failed } = totalOf(results)
  console.log(`\n${tableOf(results)}\n${shakyLine(results)}\n${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
} finally {
  removeReports()
}
