import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { emailFilter, emailPattern, normaliseEmail } from './email.ts'
import { createFaults, faultSchema } from './faults.ts'

test('an e-mail filter ignores case and the plus tag, and nothing else', () => {
  const matches = emailFilter('Jane+Hiring@Example.com')
  expect(['jane@example.com', 'JANE+x@example.com'].every(matches)).toBe(true)
  expect(['ane@example.com', 'jane@example.org', 'jane.doe@example.com', ''].some(matches)).toBe(false)
  expect(emailFilter(undefined)('anything')).toBe(true)
})

test('normalising twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(normaliseEmail(normaliseEmail(text))).toBe(normaliseEmail(text))
    }),
  )
})

test.each(['a@b.c', "o'brien+x@mail.example.com"])('%s is an address', (address) => {
  expect(emailPattern.test(address)).toBe(true)
})

test.each(['', 'a', 'a@b', 'a b@c.d', 'a@b..c', 'a@@b.c', '<a@b.c>', 'a@b.c,d@e.f'])('%j is no address', (address) => {
  expect(emailPattern.test(address)).toBe(false)
})

const hit = (path: string | undefined, method: string | undefined, actual: string, verb = 'GET'): boolean => {
  const faults = createFaults()
  faults.add(faultSchema.parse({ match: { path, method }, status: 500 }))
  return faults.take(verb, actual) !== undefined
}

test('a fault matches an exact path, a prefix, a pattern, or everything', () => {
  const users = '/v1/organizations/users'
  expect(hit(undefined, undefined, users)).toBe(true)
  expect(hit('/users', undefined, users)).toBe(true)
  expect(hit(users, undefined, `${users}/user_1`)).toBe(false)
  expect(hit('/users*', undefined, `${users}/user_1`)).toBe(true)
  expect(hit('/users/{id}', undefined, `${users}/user_1`)).toBe(true)
  expect(hit('/users/{id}', undefined, `${users}/user_1/more`)).toBe(false)
  expect(hit('/users', 'post', users)).toBe(false)
  expect(hit('/users', 'post', users, 'POST')).toBe(true)
})

test('a fault is used up after its times', () => {
  const faults = createFaults()
  faults.add(faultSchema.parse({ times: 2, status: 500 }))
  expect([1, 2, 3].map(() => faults.take('GET', '/v1/x') !== undefined)).toEqual([true, true, false])
})

test('a fault with a field nobody knows is refused', () => {
  expect(faultSchema.safeParse({ stauts: 500 }).success).toBe(false)
})
