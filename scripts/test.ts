import path from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './standalone/build.ts'
import { runSteps, shakyLine, tableOf, totalOf } from './testing/steps.ts'
import type { Step } from './testing/steps.ts'
import { build, e2e, oneCheck, removeReports, run, vitest } from './testing/suites.ts'

/** Next's own types come from Next: a clean checkout has none. */
const typecheck: Step = {
  name: 'typecheck',
  run: async () => {
    const types = await run('next/dist/bin/next', ['typegen'])
    if (types.code !== 0) return { passed: 0, failed: 1, output: types.output }
    return oneCheck('typecheck', 'typescript/bin/tsc', ['--noEmit']).run()
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
  e2e(),
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
  console.log(`\n${tableOf(results)}\n${shakyLine(results)}\n${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 2
} finally {
  removeReports()
}
