import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClaudeCodeRecord, ClaudeCodeUse } from './claude-code-records.ts'
import { collect, existing, startSdkWorld } from './sdk-fixture.ts'
import type { SdkWorld } from './sdk-fixture.ts'

let world: SdkWorld
beforeAll(async () => {
  world = await startSdkWorld({ now: '2026-11-01T09:00:00Z', members: 80, keys: 60 })
})
afterAll(() => world.close())

type Page = { data: ClaudeCodeRecord[]; has_more: boolean; next_page: string | null }

const report = (query: Record<string, unknown>): Promise<Page> =>
  world.sdk.get('/v1/organizations/usage_report/claude_code', { query })

async function wholeDay(starting_at: string, limit: number): Promise<ClaudeCodeRecord[]> {
  const records: ClaudeCodeRecord[] = []
  for (let page: string | null = null; ;) {
    const answer: Page = await report({ starting_at, limit, page })
    records.push(...answer.data)
    if (!answer.has_more) return records
    page = existing(answer.next_page)
  }
}

async function seeded(): Promise<ClaudeCodeUse[]> {
  return ((await world.door.get('/usage')) as { claude_code: ClaudeCodeUse[] }).claude_code
}

test('a day is that day alone, in pages, as it was seeded', async () => {
  const expected = (await seeded()).map(({ record }) => record).filter(({ date }) => date === '2026-10-20T00:00:00Z')
  expect(expected.length).toBeGreaterThan(7)
  expect(await wholeDay('2026-10-20', 3)).toEqual(expected)
  expect((await report({ starting_at: '2026-10-20' })).data).toHaveLength(Math.min(20, expected.length))
  expect(await wholeDay('2025-01-01', 20)).toEqual([])
})

test('what is younger than an hour is not told yet', async () => {
  const until = Date.parse('2026-11-01T08:00:00Z')
  const today = (await seeded()).filter(({ record }) => record.date === '2026-11-01T00:00:00Z')
  const old = today.filter(({ time }) => time < until)
  expect((await wholeDay('2026-11-01', 1000)).length).toBeGreaterThanOrEqual(old.length)
  expect((await wholeDay('2026-11-01', 1000)).length).toBeLessThanOrEqual(today.length)
})

test('actors are members by e-mail, or a key by name; costs are whole cents', async () => {
  const emails = (await collect(world.sdk.organization.users.list({ limit: 1000 }))).map(({ email }) => email)
  const records = await wholeDay('2026-10-21', 1000)
  for (const { actor, model_breakdown } of records) {
    if (actor.type === 'user_actor') expect(emails).toContain(actor.email_address)
    for (const { estimated_cost } of model_breakdown) expect(Number.isInteger(estimated_cost.amount)).toBe(true)
  }
  expect(records.some(({ actor }) => actor.type === 'api_actor')).toBe(true)
})

test.each([{}, { starting_at: '2026-10-20T00:00:00Z' }, { starting_at: '2026-10-20', limit: 1001 }])(
  '%o is a 400',
  async (query) => {
    await expect(report(query)).rejects.toMatchObject({ status: 400 })
  },
)
