import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../standalone/build.ts'
import { allSources, importsOf, isTest } from './sources.ts'

const sources = allSources()
const imports = sources.filter(({ path: file }) => !isTest(file)).flatMap(importsOf)

/** Which floor a file stands on, and what that floor may import besides itself (architecture, section 3). */
const floors: readonly (readonly [floor: string, prefix: RegExp, below: readonly string[]])[] = [
  ['paths', /^lib\/paths\.ts$/, ['schemas']],
  ['schemas', /^lib\/schemas\//, []],
  ['rules', /^lib\/rules\//, ['schemas']],
  ['emulator', /^lib\/emulator\//, ['schemas', 'paths']],
  ['client', /^lib\/client\//, ['schemas', 'rules', 'paths']],
  ['components', /^components\//, ['client', 'rules', 'schemas', 'paths']],
  ['server', /^lib\/server\//, ['rules', 'schemas', 'paths']],
  ['app', /^(app\/|instrumentation\.ts|proxy\.ts)/, ['components', 'client', 'rules', 'schemas', 'paths', 'server']],
]

/** Inside lib/server: every step imports only lower ones, or its own. */
const stairs: readonly (readonly [step: number, prefix: RegExp])[] = [
  [
    0,
    /^(env|env-audit|env-notices|env-reader|env-rules|secret|log|named-error|content-security|draining|request-id|request-limits)\.ts$/,
  ],
  [1, /^store\//],
  [2, /^(admin-api|audit|policy)\//],
  [3, /^(mirror|auth|usage)\//],
  [4, /^actions\//],
  [5, /^(approvals|notices|history)\//],
  [6, /^jobs\//],
  [7, /^runtime-type\.ts$/],
  [8, /^http\/(problem|doubt|version|command)\.ts$/],
  [9, /^(reads|commands)\//],
  [10, /^views\//],
  [11, /^http\//],
  [12, /^(runtime(-audit|-usage|-notices|-history|-changes|-organization)?|start-up|start-error)\.ts$/],
]

const serverStep = (file: string) => stairs.find(([, prefix]) => prefix.test(file.replace('lib/server/', '')))?.[0]
const floorOf = (file: string) => floors.find(([, prefix]) => prefix.test(file))

test('every import between our files leads to a file', () => {
  expect(imports.length).toBeGreaterThan(300)
  const dangling = imports.filter(({ to }) => !existsSync(path.join(root, to)))
  expect(dangling.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
})

test('every file of the product stands on a known floor and step', () => {
  const homeless = sources
    .map(({ path: file }) => file)
    .filter((file) => /^(app|components|lib)\//.test(file) && !isTest(file))
    .filter((file) => floorOf(file) === undefined || (file.startsWith('lib/server/') && serverStep(file) === undefined))
  expect(homeless).toEqual([])
})

test('imports go one way between the floors', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [upper, , below] = floorOf(from) ?? []
    const [lower] = floorOf(to) ?? []
    return upper !== undefined && lower !== upper && !(lower !== undefined && below?.includes(lower))
  })
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
})

/** Doors of the house: they fetch the joined parts; everything else is handed what it needs (H2). */
const mayAskForRuntime =
  /^(app\/|lib\/server\/(views\/|http\/route\.ts|auth\/page-person\.ts|start-up\.ts|runtime\.ts))/

test('only doors ask for the runtime', () => {
  const wrong = imports.filter(({ from, to }) => to === 'lib/server/runtime.ts' && !mayAskForRuntime.test(from))
  expect(wrong.map(({ from }) => from)).toEqual([])
})

test('inside lib/server each step imports only lower steps', () => {
  const wrong = imports.filter(({ from, to, typeOnly }) => {
    if (!from.startsWith('lib/server/') || !to.startsWith('lib/server/') || to === 'lib/server/runtime.ts') return false
    if (typeOnly && to === 'lib/server/runtime-type.ts') return false
    return (serverStep(from) ?? -1) < (serverStep(to) ?? Infinity)
  })
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([])
})

test('no file imports itself through others', () => {
  const graph = new Map<string, string[]>()
  for (const { from, to, typeOnly } of imports) if (!typeOnly) graph.set(from, [...(graph.get(from) ?? []), to])
  const cycles = [...graph.keys()].flatMap((file) => cycleThrough(file, graph))
  expect(cycles).toEqual([])
})

function cycleThrough(start: string, graph: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set<string>()
  const open = [...(graph.get(start) ?? [])]
  while (open.length > 0) {
    const file = open.pop()
    if (file === start) return [start]
    if (file === undefined || seen.has(file)) continue
    seen.add(file)
    open.push(...(graph.get(file) ?? []))
  }
  return []
}
