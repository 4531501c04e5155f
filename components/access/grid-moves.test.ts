import { expect, test } from 'vitest'
import { moveBy, withGaps } from './grid-moves.ts'

const size = { rows: 50, columns: 12, page: 10 }

test.each([
  ['ArrowDown', false, { row: 4, column: 5 }],
  ['ArrowUp', false, { row: 2, column: 5 }],
  ['ArrowLeft', false, { row: 3, column: 4 }],
  ['ArrowRight', false, { row: 3, column: 6 }],
  ['Home', false, { row: 3, column: 0 }],
  ['End', false, { row: 3, column: 12 }],
  ['Home', true, { row: 1, column: 0 }],
  ['End', true, { row: 50, column: 12 }],
  ['PageDown', false, { row: 13, column: 5 }],
  ['PageUp', false, { row: 1, column: 5 }],
  ['ArrowDown', true, { row: 50, column: 5 }],
  ['ArrowRight', true, { row: 3, column: 12 }],
])('%s (ctrl %s) leads to %j', (key, ctrl, to) => {
  expect(moveBy(key, ctrl, { row: 3, column: 5 }, size)).toEqual(to)
})

test('nothing leads out of the grid, and other keys are not its own', () => {
  expect(moveBy('ArrowUp', false, { row: 0, column: 0 }, size)).toEqual({ row: 0, column: 0 })
  expect(moveBy('ArrowRight', false, { row: 50, column: 12 }, size)).toEqual({ row: 50, column: 12 })
  expect(moveBy('PageDown', false, { row: 45, column: 1 }, size)).toEqual({ row: 50, column: 1 })
  expect(moveBy('a', false, { row: 1, column: 1 }, size)).toBeNull()
})

test('what is left out between, before and after the shown is counted', () => {
  expect(withGaps([2, 3, 9], 12)).toEqual({
    items: [
      { index: 2, gap: 2 },
      { index: 3, gap: 0 },
      { index: 9, gap: 5 },
    ],
    tail: 2,
  })
  expect(withGaps([], 0)).toEqual({ items: [], tail: 0 })
})
