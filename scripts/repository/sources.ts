import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { root } from '../standalone/build.ts'

/** A source file, by its path from the root. */
export type Source = { path: string; text: string }

const folders = ['app', 'components', 'lib', 'scripts', 'e2e']
const alone = ['instrumentation.ts', 'proxy.ts', 'next.config.js', 'tailwind.config.ts', 'vitest.config.ts']

export function allSources(): Source[] {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  )
  return [...files, ...alone]
    .filter((file) => /\.(tsx?|js|css|sh)$/.test(file) && existsSync(path.join(root, file)))
    .filter((file) => statSync(path.join(root, file)).isFile())
    .toSorted()
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }))
}

/** Files that exist for tests only: they may reach where the product may not. */
export function isTest(file: string): boolean {
  return /\.test\.tsx?$|(^|\/)testing\/|\/(test|sdk)-[a-z-]+\.ts$/.test(file)
}

export type Import = { from: string; to: string; typeOnly: boolean }

/** The project's own files that a source imports. */
export function importsOf(source: Source): Import[] {
  const statements = source.text.matchAll(
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|\bimport\('([^']+)'\)/g,
  )
  return [...statements].flatMap(([, , type, named, dynamic]) => {
    const to = resolve(source.path, named ?? dynamic ?? '')
    return to === null ? [] : [{ from: source.path, to, typeOnly: type !== undefined }]
  })
}

function resolve(from: string, specifier: string): string | null {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return path.join(path.dirname(from), specifier)
  return null
}
