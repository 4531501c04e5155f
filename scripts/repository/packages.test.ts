import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { root } from '../standalone/build.ts'

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      resolved: z.string().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
})
const lock = readFileSync(path.join(root, 'package-lock.json'), 'utf8')
const { packages } = lockSchema.parse(JSON.parse(lock))

test('every optional dependency has its entry, or npm ci refuses the lock', () => {
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isLocked(place, name))
      .map((name) => `${place || 'the project'} wants ${name}`),
  )
  expect(missing).toEqual([])
})

/** Node looks in the package's own node_modules first, then in those around it. */
function isLocked(place: string, name: string): boolean {
  if (`${place === '' ? '' : `${place}/`}node_modules/${name}` in packages) return true
  if (place === '') return false
  const outer = place.lastIndexOf('/node_modules/')
  return isLocked(outer === -1 ? '' : place.slice(0, outer), name)
}

test('the lock names no registry: whoever installs uses their own', () => {
  expect(Object.values(packages).flatMap(({ resolved }) => resolved ?? [])).toEqual([])
  expect(lock).not.toMatch(/https?:\/\/[^"]*\.(tgz|tar\.gz)/)
})

/** The oldest releases without a known hole that matters here (docs/security-tests.md, 150). */
const atLeast: Record<string, readonly number[]> = {
  next: [16, 4, 5],
  'next-auth': [4, 24, 15],
  'better-sqlite3': [13, 2, 0],
}

test.each(Object.entries(atLeast))('150: %s is no older than its last security release', (name, oldest) => {
  const version = (packages[`node_modules/${name}`]?.version ?? '').split('.').map(Number)
  const order = oldest.map((part, place) => (version[place] ?? -1) - part).find((difference) => difference !== 0)
  expect(order ?? 0, version.join('.')).toBeGreaterThanOrEqual(0)
})

const allowed = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Unlicense',
  'BlueOak-1.0.0',
  'Python-2.0',
]
/** Data for the build, and image libraries that no build of ours carries (scripts/standalone/assemble.ts). */
const tolerated = /^node_modules\/(caniuse-lite|@img\/sharp-[a-z0-9-]+)$/

test('what runs in production is free to use for anybody', () => {
  const wrong = Object.entries(packages)
    .filter(([place, { dev }]) => place !== '' && dev !== true && !tolerated.test(place))
    .filter(([, { license }]) => license === undefined || !allowed.includes(license))
  expect(wrong.map(([place, { license }]) => `${place}: ${license}`)).toEqual([])
})
