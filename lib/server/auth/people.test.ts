import { describe, expect, test } from 'vitest'
import { claimsOf } from './people.ts'

const told = { iss: 'https://id.example.com', sub: 'ada', email: 'ada@example.com', email_verified: true, name: 'Ada' }

describe('claims', () => {
  test.each([
    ['a plain address', 'ada@example.com', true, 'ada@example.com'],
    ['capitals', 'ADA@EXAMPLE.COM', true, 'ada@example.com'],
    ['a fullwidth at sign', 'ada＠example.com', false, 'ada@example.com'],
    ['two at signs', 'a@evil.com@example.com', false, 'a@evil.com@example.com'],
    ['a trailing dot', 'ada@example.com.', false, 'ada@example.com.'],
    ['a Cyrillic letter', 'ada@exаmple.com', false, 'ada@exаmple.com'],
    ['a line break', 'ada@example.com\r\nx: y', false, 'ada@example.com x: y'],
    ['a list', 'ada@example.com,evil@example.com', false, 'ada@example.com,evil@example.com'],
    ['ten kilobytes', `${'a'.repeat(10_000)}@example.com`, false, ''],
  ])('5: %s: verified only when it came as plain ASCII', (_name, email, verified, kept) => {
    expect(claimsOf({ ...told, email })).toMatchObject({ email: kept, email_verified: verified })
  })

  test.each([false, 'false', undefined, null, 1, 'yes', {}])(
    '4: email_verified %s does not verify',
    (email_verified) => {
      expect(claimsOf({ ...told, email_verified })?.email_verified).toBe(false)
    },
  )

  test.each(['1', '../admin', '__proto__', '🦊'])('6: the subject %s is opaque text', (sub) => {
    expect(claimsOf({ ...told, sub })?.subject).toBe(sub)
  })

  test.each([undefined, '', 7, null, 'a'.repeat(256)])('the subject %s is no subject', (sub) => {
    expect(claimsOf({ ...told, sub })).toBeNull()
  })

  test('groups are texts, each once; anything else in the list is left out', () => {
    expect(claimsOf({ ...told, groups: ['a', 'a', 7, null, '', 'b'] })?.groups).toEqual(['a', 'b'])
    expect(claimsOf({ ...told, groups: 'only' })?.groups).toEqual(['only'])
    expect(claimsOf({ ...told, groups: { admin: true } })?.groups).toEqual([])
  })

  test('a name can neither break lines nor turn the direction of text', () => {
    expect(claimsOf({ ...told, name: 'Ada\n\u202eevil\u0007' })?.name).toBe('Ada evil')
    expect(claimsOf({ iss: told.iss, sub: 'ada' })?.name).toBe('ada')
  })
})
