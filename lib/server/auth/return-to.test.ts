import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeReturnTo, signInPath } from './return-to.ts'

const portal = new URL('https://steward.example.com')

const evils = [
  'evil.com',
  'evil.com/',
  'evil.com%2f',
  'steward.example.com.evil.com',
  'steward.example.com@evil.com',
  '[::1]',
  '2130706433',
]
const starts = [
  '//',
  '///',
  '////',
  '/\\',
  '\\\\',
  '\\/',
  '/\\/',
  '//\\',
  '/.//',
  '/..//',
  '/%2e%2e//',
  '/./\\',
  '/x/../..//',
  'https://',
  'http://',
  'HTTPS://',
  'https:',
  'https:/',
  'https:///',
  'https:\\\\',
  'ftp://',
  'ws://',
  'blob:https://',
  'javascript:',
  'JaVaScRiPt:',
  'data:text/html,',
  'vbscript:',
  'file:///',
  'about:',
  'mailto:',
  'view-source:https://',
  ' //',
  '\t//',
  '\n//',
  '\r//',
  '/\t/',
  '/\n/',
  '/\r/',
  '/ /',
  '\u0000//',
  '/\u0000/',
  '\u00a0//',
  '\ufeff//',
  '/\u2028/',
  '／／',
  '/／',
  '。。/',
  '/%09/',
  '/%5c',
  '/%2f',
  '%2f%2f',
  '%5c%5c',
  '@',
  '?//',
  '#//',
  ';//',
  './/',
  '..//',
  '~//',
  '',
  'https://steward.example.com@',
  'https://steward.example.com:x@',
  'https://steward.example.com\\@',
  '//user:pass@',
  'https://steward.example.com.',
  'https://xn--',
  'https://steward.example.com#@',
  'https://steward.example.com?@',
  '/\u202e/',
]
const corpus = starts.flatMap((start) => evils.map((evil) => `${start}${evil}`))

function landsAt(path: string): string {
  return new URL(path, portal).origin
}

describe('a return address', () => {
  test('from a corpus of open redirects never leaves the portal', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(400)
    for (const value of [
      ...corpus,
      ...corpus.map((line) => encodeURIComponent(line)),
      ...corpus.map((line) => `/${line}`),
    ]) {
      const path = safeReturnTo(value, portal)
      if (path === null) continue
      expect(landsAt(path), value).toBe(portal.origin)
      expect(path.startsWith('//'), value).toBe(false)
    }
  })

  test('of any text is null or stays here, and is stable when checked again', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...Array.from('/\\.:@?#%25fFe \t\n\0aA')), maxLength: 40 })
    const any = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      hostile,
      hostile.map((text) => `/${text}`),
      fc.webUrl(),
    )
    fc.assert(
      fc.property(any, (value) => {
        const path = safeReturnTo(value, portal)
        if (path === null) return
        expect(landsAt(path)).toBe(portal.origin)
        expect(safeReturnTo(path, portal)).toBe(path)
      }),
      { numRuns: 20_000 },
    )
  })

  test.each(['/', '/members', '/members?role=admin&q=a%20b', '/workspaces/wrkspc_0123456789ab', '/audit?q=%2F%2Fx'])(
    '%s is kept',
    (path) => expect(safeReturnTo(path, portal)).toBe(path),
  )

  test.each([
    undefined,
    null,
    7,
    ['/members'],
    '',
    'members',
    `/${'a'.repeat(2048)}`,
    '/api/auth/signin',
    '/API/x',
    '/sign-in?return_to=/',
  ])('%s is not one', (value) => expect(safeReturnTo(value, portal)).toBeNull())

  test('travels in the sign-in address, but the start page needs none', () => {
    expect(signInPath('/members?a=1&b=2')).toBe('/sign-in?return_to=%2Fmembers%3Fa%3D1%26b%3D2')
    expect(signInPath('/')).toBe('/sign-in')
    expect(signInPath(null)).toBe('/sign-in')
  })
})
