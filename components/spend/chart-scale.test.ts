import { expect, test } from 'vitest'
import { axisWords, peakOf, roundTop, shareWords } from './chart-scale.ts'

test('the top of the scale is round and no bar goes beyond it', () => {
  expect([0, 0.003, 0.9, 1, 1.01, 2.2, 26, 51, 999, 1001].map(roundTop)).toEqual([
    1, 0.003, 1, 1, 2, 3, 30, 60, 1000, 2000,
  ])
})

test('the axis is told in dollars', () => {
  expect([0, 1, 0.25, 2.5, 2500].map(axisWords)).toEqual(['$0', '$1', '$0.25', '$2.50', '$2,500'])
})

test('the dearest day is found among days that were not read', () => {
  expect(peakOf([])).toBeNull()
  expect(
    peakOf([
      { day: 'a', cents: null },
      { day: 'b', cents: '0.00' },
    ]),
  ).toBeNull()
  const days = ['9.50', null, '10.00', '10.00'].map((cents, at) => ({ day: String(at), cents }))
  expect(peakOf(days)).toEqual({ day: '2', cents: '10.00' })
})

test('shares are whole percents, small ones are not nothing', () => {
  expect([shareWords('1', '3'), shareWords('1', '1000'), shareWords('0', '3'), shareWords('3', '3')]).toEqual([
    '33 %',
    '< 1 %',
    '0 %',
    '100 %',
  ])
})
