import { array, assert, bigInt, constantFrom, nat, property, record, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { centsOf, sumUnits, unitsOf } from './cents.ts'
import { tokenTypes } from './rows.ts'
import type { CostLine, KeyUseRow } from './rows.ts'
import { divide, shareCost } from './share-cost.ts'

const workspace = constantFrom('', 'w1', 'w2')
const model = constantFrom('', 'sonnet', 'opus')
const use = record({
  key: constantFrom('', 'k1', 'k2', 'k3', 'k4'),
  workspace,
  model,
  counts: tuple(nat(9), nat(), nat(3), nat(1), nat(), nat(2)),
})
const line = record({
  workspace,
  model,
  type: constantFrom('tokens', 'web_search', 'session_usage'),
  token_type: constantFrom('', 'new_kind', ...tokenTypes),
  cents: bigInt(-(10n ** 14n), 10n ** 18n).map(centsOf),
})

test('the shares of every workspace add up to its cost, to the last unit', () => {
  assert(
    property(array(line, { maxLength: 12 }), array(use, { maxLength: 20 }), (lines, uses) => {
      const shares = shareCost(lines, uses)
      for (const id of new Set(lines.map((one) => one.workspace))) {
        const cost = sumUnits(lines.filter((one) => one.workspace === id).map((one) => unitsOf(one.cents)))
        expect(sumUnits(shares.get(id)?.values() ?? [])).toBe(cost)
      }
    }),
  )
})

test('the order in which use is told changes nothing', () => {
  assert(
    property(line, array(use, { minLength: 2, maxLength: 10 }), (one, uses) => {
      const shares = (rows: readonly KeyUseRow[]) => Object.fromEntries(shareCost([one], rows).get(one.workspace) ?? [])
      expect(shares(uses.toReversed())).toEqual(shares(uses))
    }),
  )
})

test('what does not divide goes to the largest remainders, equal ones by id', () => {
  const thirds = new Map([
    ['c', 1n],
    ['a', 1n],
    ['b', 1n],
  ])
  expect(Object.fromEntries(divide(11n, thirds))).toEqual({ a: 4n, b: 4n, c: 3n })
  expect(Object.fromEntries(divide(-11n, thirds))).toEqual({ a: -4n, b: -4n, c: -3n })
  expect(Object.fromEntries(divide(5n, new Map()))).toEqual({ '': 5n })
})

const tokens = (change: Partial<CostLine>): CostLine => ({
  workspace: 'w1',
  type: 'tokens',
  model: 'sonnet',
  token_type: 'output_tokens',
  cents: '10.00',
  ...change,
})
const uses: KeyUseRow[] = [
  { key: 'k1', workspace: 'w1', model: 'sonnet', counts: [100, 30, 0, 0, 0, 0] },
  { key: '', workspace: 'w1', model: 'sonnet', counts: [100, 10, 0, 0, 0, 3] },
  { key: 'k2', workspace: 'w1', model: 'opus', counts: [10, 10, 0, 0, 0, 1] },
  { key: 'k3', workspace: 'w2', model: 'sonnet', counts: [10, 10, 0, 0, 0, 0] },
]
const shared = (change: Partial<CostLine>) =>
  Object.fromEntries(
    [...(shareCost([tokens(change)], uses).get('w1') ?? [])].map(([key, units]) => [key, centsOf(units)]),
  )

test('a line goes to the keys by their tokens of that model and type, the Playground among them', () => {
  expect(shared({})).toEqual({ k1: '7.50', '': '2.50' })
  expect(shared({ model: 'opus' })).toEqual({ k2: '10.00' })
  expect(shared({ type: 'web_search', model: '', token_type: '' })).toEqual({ '': '7.50', k2: '2.50' })
})

test('without such tokens by those of the model, then by all, then to no key', () => {
  expect(shared({ token_type: 'cache_read_input_tokens', cents: '24.00' })).toEqual({ k1: '13.00', '': '11.00' })
  expect(shared({ model: 'haiku', cents: '26.00' })).toEqual({ k1: '13.00', '': '11.00', k2: '2.00' })
  expect(shareCost([tokens({ workspace: 'w9' })], uses).get('w9')).toEqual(new Map([['', unitsOf('10.00')]]))
})

test('cents keep every place upstream gives, up to ten', () => {
  for (const cents of ['0.00', '123.45', '-3.1234567891', '99999999999999.0000000001']) {
    expect(centsOf(unitsOf(cents))).toBe(cents)
  }
  expect(centsOf(unitsOf('0.00000000005'))).toBe('0.00')
  expect(centsOf(unitsOf(1025))).toBe('1025.00')
})
