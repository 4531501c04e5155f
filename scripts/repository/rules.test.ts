import { expect, test } from 'vitest'
import { allSources, isTest } from './sources.ts'

const sources = allSources()
const product = sources.filter(({ path }) => /^(app|components|lib)\//.test(path) && !isTest(path))

/** Files of the product that match, without those named as exceptions. */
function offenders(pattern: RegExp, where: RegExp, except: readonly string[] = []): string[] {
  return product
    .filter(({ path, text }) => where.test(path) && pattern.test(text) && !except.includes(path))
    .map(({ path }) => path)
}

/** Routes that neither read nor write the organization: sign-in and what machines ask. */
const plainRoutes = [
  'app/api/auth/[...nextauth]/route.ts',
  'app/api/health/route.ts',
  'app/api/metrics/route.ts',
  'app/api/portal/sign-out/route.ts',
  'app/api/ready/route.ts',
]

test('every route is made by read(), write() or command() of lib/server/http/route.ts (H1)', () => {
  const routes = product.filter(({ path }) => /^app\/.*\/route\.ts$/.test(path) && !plainRoutes.includes(path))
  expect(routes.length).toBeGreaterThan(20)
  const wrong = routes.flatMap(({ path, text }) =>
    (text.match(/^export .*/gm) ?? [])
      .filter((line) => !/^export const (GET|POST|DELETE) = (read|write|command)\(\w+\)$/.test(line))
      .map((line) => `${path}: ${line}`),
  )
  const elsewhere = routes.filter(({ text }) => !/from '#lib\/server\/http\/route\.ts'/.test(text))
  expect([...wrong, ...elsewhere.map(({ path }) => path)]).toEqual([])
})

test('only env.ts reads the environment (H2)', () => {
  expect(offenders(/process\.env/, /./, ['lib/server/env.ts'])).toEqual([])
})

test('every file of lib/server begins with server-only', () => {
  const wrong = product.filter(({ path }) => path.startsWith('lib/server/'))
  expect(wrong.filter(({ text }) => !text.startsWith("import 'server-only'\n")).map(({ path }) => path)).toEqual([])
})

test('only admin-api knows the key and the base URL (H2)', () => {
  expect(offenders(/x-api-key|\.adminKey\.reveal\(/, /^lib\/server\//, keyKnowers)).toEqual([])
})

/** The transport sends it; Settings shows a part of its hash; a caller of ours may send a token under the same name; start-up keeps it out of the log. */
const keyKnowers = [
  'lib/server/admin-api/transport.ts',
  'lib/server/auth/person.ts',
  'lib/server/start-up.ts',
  'lib/server/views/settings.ts',
]

test('components reach the server through lib/client alone (H7)', () => {
  expect(offenders(/(?<![\w.])fetch\(|XMLHttpRequest|EventSource\(/, /^components\//)).toEqual([])
})

test('effects stay few (H7)', () => {
  const uses = product.flatMap(({ text }) => text.match(/\buse(Layout)?Effect\(/g) ?? [])
  expect(uses.length).toBeLessThan(10)
})

test('files stay within 300 lines (H12)', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > 301)
  expect(long.map(({ path }) => path)).toEqual([])
})

test('nothing goes around the gateway or the browser: no server actions, no raw HTML, no eval', () => {
  expect(offenders(/['"]use server['"]|dangerouslySetInnerHTML|\beval\(|new Function\(/, /./)).toEqual([])
})

test('admin keys are made up only for tests and demos', () => {
  const allowed =
    /(\.test\.ts$|^e2e\/|^scripts\/|^lib\/emulator\/|^lib\/server\/testing\/|^lib\/server\/env-rules\.ts$)/
  const holders = sources.filter(({ path, text }) => /sk-ant-admin01-/.test(text) && !allowed.test(path))
  expect(holders.map(({ path }) => path)).toEqual([])
})

test('nothing is left for later', () => {
  const marker = new RegExp(['TO', 'DO|FIX', 'ME|XX', 'X'].join('').replace(/^/, '\\b(').replace(/$/, ')\\b'))
  expect(sources.filter(({ text }) => marker.test(text)).map(({ path }) => path)).toEqual([])
})
