import { expect, test } from 'vitest'
import { expiryOf, expiryState, lastDay } from './expiry.ts'

const now = Date.parse('2026-11-24T12:00:00.000Z')
const dayMs = 86_400_000

test('a token expires some days from now, or at the end of the chosen day', () => {
  expect(expiryOf('7', '', now)).toBe('2026-12-01T12:00:00.000Z')
  expect(expiryOf('date', '2027-01-31', now)).toBe('2027-01-31T23:59:59.000Z')
  expect(lastDay(now)).toBe('2027-11-24')
})

test.each([
  [{ revoked_at: '2026-11-20T00:00:00Z', expires_at: null }, 'revoked'],
  [{ revoked_at: null, expires_at: null }, 'valid'],
  [{ revoked_at: null, expires_at: new Date(now).toISOString() }, 'expired'],
  [{ revoked_at: null, expires_at: new Date(now + 13 * dayMs).toISOString() }, 'soon'],
  [{ revoked_at: null, expires_at: new Date(now + 14 * dayMs).toISOString() }, 'valid'],
])('%j is %s', (token, state) => {
  expect(expiryState(token, now)).toBe(state)
})
