import { assert, oneof, property, string, constantFrom } from 'fast-check'
import { expect, test } from 'vitest'
import { adminApiPaths, portalPaths } from './paths.ts'

const hostile = oneof(
  string({ maxLength: 80 }),
  string({ unit: 'binary', maxLength: 40 }),
  constantFrom(
    '..',
    '.',
    '%2e%2e',
    '..%2f',
    '..%2f..%2fapi_keys',
    '%252e%252e',
    'a/b',
    'a\\b',
    'a?x=1',
    'a#f',
    'a;b',
    'a%00',
    '\r\n',
    '\u202e',
    '／',
    '%c0%ae',
    '%ff',
    '',
    'x'.repeat(300),
  ),
  string({ maxLength: 40 }).map((rest) => `user_${rest}`),
)

test('for any string the path builder throws, or the path has exactly the segments of its template', () => {
  assert(
    property(hostile, (id) => {
      for (const build of [
        adminApiPaths.user,
        adminApiPaths.apiKey,
        adminApiPaths.archiveWorkspace,
        portalPaths.member,
      ]) {
        let path: string
        try {
          path = build(id)
        } catch {
          continue
        }
        const url = new URL(path, 'https://api.example.com')
        expect(url.pathname).toBe(path)
        expect(url.search + url.hash).toBe('')
        expect(url.pathname.split('/')).toHaveLength(
          build('user_01AAAAAAAAAAAAAAAAAAAAAA'.replace('user_', prefixOf(build))).split('/').length,
        )
      }
    }),
    { numRuns: 200_000 },
  )
})

function prefixOf(build: (id: string) => string): string {
  if (build === adminApiPaths.apiKey) return 'apikey_'
  return build === adminApiPaths.archiveWorkspace ? 'wrkspc_' : 'user_'
}
