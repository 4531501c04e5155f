import { expect, test, vi } from 'vitest'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import { problemOf } from '#lib/server/http/problem.ts'

const facts = {
  outcome: 'refused',
  status: 400,
  error_type: 'invalid_request_error',
  error_code: 'already_member',
  message: 'They are a member already.',
  request_id: 'req_1',
  retry_after_ms: null,
} as const

test('an error thrown by another evaluation of the module is recognised, as in a built portal', async () => {
  vi.resetModules()
  const other = await import('#lib/server/admin-api/errors.ts')
  expect(other.UpstreamError).not.toBe(UpstreamError)
  const foreign = new other.UpstreamError(facts)
  expect(foreign).toBeInstanceOf(UpstreamError)
  expect(problemOf(foreign)?.problem).toMatchObject({ status: 400, code: 'already_member' })
})

test('other errors are not', () => {
  expect(new Error('x')).not.toBeInstanceOf(UpstreamError)
  expect(null).not.toBeInstanceOf(UpstreamError)
  expect(problemOf(new Error('x'))).toBeNull()
})
