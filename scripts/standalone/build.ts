import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { assemble } from './assemble.ts'

export const root = path.resolve(import.meta.dirname, '../..')
/** The runtime tree that `npm start`, the demo, the tests and the image run. */
export const builtPortal = path.join(root, 'dist/portal')

const stamp = path.join(root, 'dist/portal.built-from')
const sources = [
  'app',
  'components',
  'lib',
  'public',
  'instrumentation.ts',
  'next.config.js',
  'package-lock.json',
  'postcss.config.mjs',
  'proxy.ts',
  'scripts/standalone/assemble.ts',
  'tailwind.config.ts',
  'tsconfig.json',
]

/** Builds the portal when its sources differ from those of the last build. Throws with the build's own words. */
export function buildWhenNeeded(tell: (line: string) => void = console.log): void {
  const hash = hashOfSources()
  if (hash === builtHash()) return
  tell('Building the portal (next build)...')
  const distDir = process.env['STEWARD_DIST_DIR'] ?? '.next'
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production', STEWARD_DIST_DIR: distDir },
  })
  if (status !== 0) throw new Error(`next build failed:\n${stdout}\n${stderr}`)
  assemble({ distDir: path.join(root, distDir), target: builtPortal })
  writeFileSync(stamp, hash)
}

function builtHash(): string | null {
  try {
    return readFileSync(stamp, 'utf8')
  } catch {
    return null
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const source of sources) {
    for (const file of filesIn(path.join(root, source))) {
      if (/\.test\.tsx?$/.test(file)) continue
      hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
    }
  }
  return hash.digest('hex')
}

function filesIn(place: string): string[] {
  const stat = statSync(place, { throwIfNoEntry: false })
  if (stat === undefined) return []
  if (!stat.isDirectory()) return [place]
  return readdirSync(place)
    .toSorted()
    .flatMap((name) => filesIn(path.join(place, name)))
}

if (import.meta.main) {
  try {
    buildWhenNeeded()
    console.log(`The portal is built in ${path.relative(process.cwd(), builtPortal) || '.'}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exit(1)
  }
}
