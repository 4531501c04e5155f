import type { Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { recordCost } from '#lib/emulator/cost-report.ts'
import type { UsageRecord } from '#lib/emulator/usage-records.ts'
import { dollars } from '#components/ui/money-words.ts'
import { expect, test } from './fixtures.ts'
import { openPage, rowOf } from './table.ts'

/** A world of its own: other tests refuse reports on purpose, which is remembered for a while. */
test.use({ world: { keys: 80, workspaces: 6, seed: 23 } })
test.describe.configure({ mode: 'serial' })

const day = 86_400_000
const dayOf = (time: number) => Math.floor(time / day)
const month = (time: number) => new Date(time).toISOString().slice(0, 7)

type Usage = { records: readonly UsageRecord[] }

/** Usage is read beside everything else, a few seconds after the start. */
async function untilMeasured(page: Page): Promise<void> {
  await expect(async () => {
    await openPage(page, '/keys', 'API keys')
    await expect(page.getByText(/Use is measured until .* UTC, 31 days back/)).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
}

function rowCount(page: Page): Promise<number> {
  return page
    .getByRole('table', { name: 'API keys' })
    .getAttribute('aria-rowcount')
    .then((count) => Number(count) - 1)
}

test('saved views hold the keys that the records and the objects say', async ({ signedInAs, emulator }) => {
  const page = await signedInAs('auditor')
  await untilMeasured(page)
  const { records } = (await emulator.door.get('/usage')) as Usage
  const now = Date.now()
  const used = new Set(records.filter(({ time }) => dayOf(now) - dayOf(time) < 31).map(({ api_key_id }) => api_key_id))
  const active = (await emulator.apiKeys()).filter(({ status }) => status === 'active')
  const stale = active.filter(({ id, created_at }) => !used.has(id) && now - Date.parse(created_at) > 31 * day)
  expect(stale.length).toBeGreaterThan(2)
  await page.getByRole('button', { name: 'Filter by View' }).click()
  await page.getByRole('menuitemcheckbox', { name: /^Stale/ }).click()
  await expect(page).toHaveURL(/view=stale/)
  await expect.poll(() => rowCount(page)).toBe(stale.length)
  for (const key of stale.slice(0, 3))
    await expect(rowOf(page, key.name).first()).toContainText('No use seen in 31 days')
  await expect(page.getByRole('table').getByText(/never/i)).toHaveCount(
    await page.getByRole('cell', { name: 'Never', exact: true }).count(),
  )
  for (const [view, keys] of [
    ['no_expiry', active.filter(({ expires_at }) => expires_at === null)],
    ['old', active.filter(({ created_at }) => now - Date.parse(created_at) >= 365 * day)],
  ] as const) {
    await openPage(page, `/keys?view=${view}`, 'API keys')
    await expect.poll(() => rowCount(page)).toBe(keys.length)
  }
})

test('the overview tells this month’s spend, in bars and in tables', async ({ signedInAs, emulator }) => {
  const page = await signedInAs('admin')
  await openPage(page, '/', /./)
  const panel = page.getByRole('region', { name: 'Spend this month' })
  const { records } = (await emulator.door.get('/usage')) as Usage
  const now = Date.now()
  const ours = records.filter(({ time }) => month(time) === month(now))
  const micro = (some: readonly UsageRecord[]) => some.reduce((sum, record) => sum + recordCost(record), 0n)
  const words = (some: readonly UsageRecord[]) =>
    dollars(`${micro(some) / 1_000_000n}.${String(micro(some) % 1_000_000n).padStart(6, '0')}`)
  await expect(panel.getByText(words(ours), { exact: true })).toBeVisible()
  await expect(panel.getByRole('figure', { name: /^Cost by day from 1 / })).toBeVisible()
  await expect(panel.getByText(/^Data until .* UTC$/)).toBeVisible()
  const table = panel.getByRole('table', { name: 'Spend this month by workspace' })
  const fallback = ours.filter(({ workspace_id }) => workspace_id === null)
  await expect(table.getByRole('row', { name: /^Default/ })).toContainText(words(fallback))
  await panel.getByText('Days as a table').click()
  const days = panel.getByRole('table', { name: 'Cost by day' })
  await expect(days.getByRole('row')).toHaveCount(new Date(now).getUTCDate() + 1)
  await expect(days.getByRole('row').last()).toContainText(words(ours.filter(({ time }) => dayOf(time) === dayOf(now))))
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await table.getByRole('link').first().click()
  await expect(page).toHaveURL(/\/workspaces\/wrkspc_\w+\?tab=usage$/)
  await expect(page.getByRole('table', { name: 'Estimated cost of the last 31 days by API key' })).toBeVisible()
  const found = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(found.violations.map(({ id }) => id)).toEqual([])
})

test('a workspace manager sees the spend of her workspaces alone', async ({ signedInAs, house }) => {
  const page = await signedInAs('workspace_manager')
  await openPage(page, '/', /./)
  const panel = page.getByRole('region', { name: 'Spend this month' })
  await expect(panel.getByText('in your workspaces')).toBeVisible()
  const names = await panel
    .getByRole('table', { name: 'Spend this month by workspace' })
    .getByRole('rowheader')
    .or(panel.getByRole('link'))
    .allTextContents()
  const managed = new Set(house.managed.map(({ name }) => name))
  for (const name of names) expect(managed.has(name)).toBe(true)
})
