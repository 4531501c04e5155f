import { expect, test } from 'vitest'
import { requireSameOrigin } from './origin.ts'

const portal = new URL('https://steward.example.com')

function check(headers: Record<string, string>): boolean {
  try {
    requireSameOrigin(new Request('https://steward.example.com/api', { method: 'POST', headers }), portal)
    return true
  } catch {
    return false
  }
}

const own = { 'x-portal-request': '1' }

test.each([
  { 'sec-fetch-site': 'same-origin', origin: 'https://steward.example.com' },
  { 'sec-fetch-site': 'same-origin' },
  { origin: 'https://steward.example.com' },
])('our own page may: %o', (headers) => {
  expect(check({ ...own, ...headers })).toBe(true)
})

test.each<Record<string, string>>([
  {},
  { origin: 'null' },
  { origin: 'https://steward.example.com.evil.example' },
  { origin: 'https://steward.example.com:8443' },
  { origin: 'http://steward.example.com' },
  { 'sec-fetch-site': 'cross-site', origin: 'https://steward.example.com' },
  { 'sec-fetch-site': 'same-site', origin: 'https://other.example.com' },
  { 'sec-fetch-site': 'none' },
  { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
])('any other may not: %o', (headers) => {
  expect(check({ ...own, ...headers })).toBe(false)
})

test('without the header that forms cannot send, even our own origin may not', () => {
  expect(check({ 'sec-fetch-site': 'same-origin', origin: 'https://steward.example.com' })).toBe(false)
})
