import { describe, expect, test } from 'vitest'
import { cookiesOf } from './cookies.ts'
import { sentByOwnPage } from './own-page.ts'
import { credentialsOf } from './person.ts'

const portal = new URL('https://steward.example.com')
const request = (headers: Record<string, string>) => new Request(portal, { headers })

describe('credentials', () => {
  test.each([
    [{}, 'none'],
    [{ cookie: 'a=b' }, 'none'],
    [{ authorization: 'Bearer stw_x' }, { secret: 'stw_x' }],
    [{ authorization: 'bearer  stw_x' }, { secret: 'stw_x' }],
    [{ 'x-api-key': 'stw_x' }, { secret: 'stw_x' }],
    [{ authorization: 'Bearer stw_x', 'x-api-key': 'stw_x' }, { secret: 'stw_x' }],
    [{ authorization: 'Bearer stw_x', 'x-api-key': 'stw_y' }, 'unclear'],
    [{ authorization: 'Basic c3R3' }, 'unclear'],
    [{ authorization: 'Bearer' }, 'unclear'],
    [{ authorization: 'Bearer a, Bearer b' }, 'unclear'],
    [{ authorization: '' }, 'unclear'],
    [{ 'x-api-key': ' ' }, 'unclear'],
    [{ authorization: 'Basic x', 'x-api-key': 'stw_x' }, 'unclear'],
  ])('%j', (headers, expected) => expect(credentialsOf(request(headers))).toEqual(expected))
})

describe('a form from our own page', () => {
  test.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, true],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.com' }, false],
    [{ 'sec-fetch-site': 'cross-site', origin: portal.origin }, false],
    [{ 'sec-fetch-site': 'same-site' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ origin: portal.origin }, true],
    [{ origin: 'null' }, false],
    [{}, false],
    [{ origin: 'https://steward.example.com.evil.com' }, false],
    [{ origin: 'https://steward.example.com:8443' }, false],
    [{ origin: 'http://steward.example.com' }, false],
  ])('%j: %s', (headers, expected) => expect(sentByOwnPage(request(headers), portal)).toBe(expected))
})

test('a cookie sent twice is ambiguous and counts as absent', () => {
  expect([...cookiesOf(request({ cookie: 'a=1; b=%41; a=2; c; =x; d=%' }))]).toEqual([
    ['b', 'A'],
    ['d', '%'],
  ])
})
