import { afterAll, beforeAll, expect, test } from 'vitest'
import { existing, startSdkWorld } from './sdk-fixture.ts'
import type { SdkWorld } from './sdk-fixture.ts'

type Row = Record<string, unknown> & { amount: string; uncached_input_tokens: number }
type Report = {
  data: { starting_at: string; ending_at: string; results: Row[] }[]
  has_more: boolean
  next_page: string | null
}

let world: SdkWorld

beforeAll(async () => {
  world = await startSdkWorld({ now: '2026-11-01T09:00:00Z' })
})

afterAll(() => world.close())

function report(name: string, query: Record<string, unknown>): Promise<Report> {
  return world.sdk.get(`/v1/organizations/${name}`, { query })
}

const usage = (query: Record<string, unknown>) => report('usage_report/messages', query)

async function wholeReport(name: string, query: Record<string, unknown>): Promise<Report['data']> {
  const buckets: Report['data'] = []
  for (let page: string | undefined; ;) {
    const answer = await report(name, { ...query, page })
    buckets.push(...answer.data)
    if (!answer.has_more) return buckets
    page = existing(answer.next_page)
  }
}

function rowsOf(buckets: Report['data']): Row[] {
  return buckets.flatMap((bucket) => bucket.results)
}

function inputTokens(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + row.uncached_input_tokens, 0)
}

test('check 23: as many buckets as asked for, empty ones among them, and more beyond', async () => {
  const answer = await usage({ starting_at: '2026-09-10T15:30:00Z', limit: 31 })
  expect(answer.data).toHaveLength(31)
  expect(answer.has_more).toBe(true)
  expect(answer.data[0]?.starting_at).toBe('2026-09-10T00:00:00Z')
  expect(answer.data.some((bucket) => bucket.results.length === 0)).toBe(true)
  expect(answer.data.some((bucket) => bucket.results.length > 0)).toBe(true)
  expect((await usage({ starting_at: '2026-09-10T00:00:00Z' })).data).toHaveLength(7)
})

test('check 23: ending_at is exclusive', async () => {
  const answer = await usage({ starting_at: '2026-10-01T00:00:00Z', ending_at: '2026-10-03T00:00:00Z' })
  expect(answer.data.map((bucket) => bucket.ending_at)).toEqual(['2026-10-02T00:00:00Z', '2026-10-03T00:00:00Z'])
  expect(answer).toMatchObject({ has_more: false, next_page: null })
})

test('check 23: the default workspace is null while grouped, and every dimension is when not', async () => {
  const query = { starting_at: '2026-09-05T00:00:00Z' }
  const grouped = await wholeReport('usage_report/messages', { ...query, group_by: ['workspace_id', 'api_key_id'] })
  const rows = grouped.flatMap((bucket) => bucket.results)
  expect(new Set(rows.map((row) => row['workspace_id'])).size).toBeGreaterThan(2)
  expect(rows.some((row) => row['workspace_id'] === null && row['api_key_id'] === null)).toBe(true)
  const plain = (await wholeReport('usage_report/messages', query)).flatMap((bucket) => bucket.results)
  for (const row of plain) expect([row['workspace_id'], row['api_key_id'], row['model']]).toEqual([null, null, null])
  expect(inputTokens(plain)).toBe(inputTokens(rows))
})

test('usage by key is that key alone, by the hour and by the day alike', async () => {
  const range = { starting_at: '2026-10-20T00:00:00Z', ending_at: '2026-10-25T00:00:00Z' }
  const byDay = await usage({ ...range, group_by: ['api_key_id'] })
  const key = existing(byDay.data.flatMap((bucket) => bucket.results).find((row) => row['api_key_id'] !== null))
  const filter = { ...range, api_key_ids: [key['api_key_id']] }
  const hours = await wholeReport('usage_report/messages', { ...filter, bucket_width: '1h' })
  expect(hours).toHaveLength(120)
  expect(inputTokens(rowsOf(hours))).toBe(inputTokens(rowsOf((await usage(filter)).data)))
  expect(inputTokens(rowsOf(hours))).toBeGreaterThan(0)
})

test.each([{}, { starting_at: 'yesterday' }, { starting_at: '2026-10-01T00:00:00Z', group_by: ['nonsense'] }])(
  'usage with %o is a 400',
  async (query) => {
    await expect(usage(query)).rejects.toMatchObject({ status: 400 })
  },
)

function microCents(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}

test('check 24: amounts are strings in cents whose sum is the seeded total', async () => {
  const { total_cents } = (await world.door.get('/usage')) as { total_cents: string }
  for (const group_by of [[], ['workspace_id'], ['description', 'workspace_id']]) {
    const rows = (
      await wholeReport('cost_report', { starting_at: '2026-09-01T00:00:00Z', group_by, limit: 31 })
    ).flatMap((bucket) => bucket.results)
    for (const row of rows) expect(row.amount).toMatch(/^\d+\.\d{2,6}$/)
    expect(rows.reduce((sum, row) => sum + microCents(row.amount), 0n)).toBe(microCents(total_cents))
  }
  expect(microCents(total_cents)).toBeGreaterThan(1_000_000_000n)
})
