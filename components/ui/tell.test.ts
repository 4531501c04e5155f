import { afterEach, expect, test } from 'vitest'
import { ApiError } from '#lib/client/api-error.ts'
import { tellRefused } from './tell.ts'
import { toastStore } from './toast-store.ts'

afterEach(() => {
  for (const { id } of toastStore.current()) toastStore.dismiss(id)
})

const textTold = () => toastStore.current().map(({ text }) => text)

test('a refused change is told with what still holds', () => {
  tellRefused('Ada is still User.', new ApiError('No seats.', { kind: 'refused', code: 'no_seats' }))
  expect(textTold()).toEqual(['Ada is still User. No seats.'])
})

test('of a change that may still arrive nothing is said to hold', () => {
  tellRefused('Ada is still User.', new ApiError('It is not known yet.', { kind: 'refused', code: 'outcome_unknown' }))
  expect(textTold()).toEqual(['It is not known yet.'])
})
