import { expect, test } from 'vitest'
import { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { UsageFigures } from '#lib/server/usage/figures.ts'
import type { ReadDays } from '#lib/server/usage/figures.ts'
import { monthSpend } from './spend.ts'

const whole = { measured_until: '2026-12-01T00:00:00.000Z', complete: true, problem: null }

function figuresOf(costDays: readonly string[]): UsageFigures {
  const days: ReadDays = { messages: new Map(), hours: new Map(), cost: new Map(), claude_code: new Map() }
  for (const day of costDays) days.cost.set(day, { measured_ms: 0, revision: 1, rows: [] })
  const now = Date.parse('2026-12-01T01:00:00Z')
  const measured = { usage: whole, hours: whole, cost: whole, claudeCode: whole }
  return new UsageFigures({ revision: 'u1', now, ...measured, days, shares: new Map() })
}

test('on the first of a month no spend is told until one of its days was read', () => {
  expect(monthSpend(Snapshot.empty(), figuresOf(['2026-11-29', '2026-11-30']))).toBeNull()
  expect(monthSpend(Snapshot.empty(), figuresOf(['2026-11-30', '2026-12-01']))).toEqual(new Map())
})
