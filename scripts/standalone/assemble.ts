import { cpSync, existsSync, rmSync } from 'node:fs'
import path from 'node:path'

type Places = {
  /** Where `next build` wrote, with `standalone` inside. */
  distDir: string
  /** The folder to make; what is there now goes away. */
  target: string
}

/** Packages that Next traces into every build and that the portal never loads: it serves no resized images. */
const unused = ['node_modules/sharp', 'node_modules/@img']

/** Source maps, type declarations and the tests of packages. */
const neverLoaded = /\.map$|\.[cm]?ts$|^node_modules\/(@[^/]+\/)?[^/]+\/(tests?|benchmarks?)(\/|$)/

/** Puts together the exact tree that runs: Next's standalone output, the browser's files, nothing else. */
export function assemble({ distDir, target }: Places): void {
  const root = path.dirname(distDir)
  const standalone = path.join(distDir, 'standalone')
  if (!existsSync(path.join(standalone, 'server.js'))) throw new Error(`There is no build in ${distDir}`)
  rmSync(target, { recursive: true, force: true })
  // Tracing follows every folder a program might open, sources and tests among them; what runs is these four.
  for (const name of ['server.js', 'package.json', 'node_modules', path.basename(distDir)]) {
    cpSync(path.join(standalone, name), path.join(target, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !neverLoaded.test(path.relative(standalone, file)),
    })
  }
  cpSync(path.join(distDir, 'static'), path.join(target, path.basename(distDir), 'static'), { recursive: true })
  if (existsSync(path.join(root, 'public'))) {
    cpSync(path.join(root, 'public'), path.join(target, 'public'), { recursive: true })
  }
  for (const folder of unused) rmSync(path.join(target, folder), { recursive: true, force: true })
}

if (import.meta.main) {
  const [distDir, target] = process.argv.slice(2)
  if (distDir === undefined || target === undefined) {
    console.error('Usage: node scripts/standalone/assemble.ts DIST_DIR TARGET')
    process.exit(2)
  }
  assemble({ distDir: path.resolve(distDir), target: path.resolve(target) })
}
