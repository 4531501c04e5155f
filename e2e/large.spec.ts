import { expect, test } from './fixtures.ts'
import { openPage, rowOf, searchFor } from './table.ts'

/** An organization of the largest size, far away and on a quota, seen from the portal's first minute on. */

test.use({
  world: {
    members: 10_000,
    keys: 10_000,
    workspaces: 100,
    invites: 40,
    latencyMs: 200,
    quota: { emulator: 100, portal: 100 },
  },
})
test.setTimeout(120_000)

const mostNodes = 2_500

test('the pages are usable while the first reading runs', async ({ signedInAs }) => {
  const page = await signedInAs('admin')
  await page.goto('/members')
  await expect(page.getByRole('table', { name: 'Members' }).getByRole('row').nth(20)).toBeVisible()
  await expect(page.getByText(/^Still reading .*workspaces/)).toBeVisible()
  for (const [path, title] of [
    ['/workspaces', 'Workspaces'],
    ['/keys', 'API keys'],
    ['/invites', 'Invites'],
  ] as const) {
    await page.goto(path)
    await expect(page.getByRole('table', { name: title }).getByRole('row').nth(5)).toBeVisible()
  }
})

test('all members can be searched once they are read, without a lost key and with few nodes', async ({
  signedInAs,
  emulator,
}) => {
  const { users } = (await emulator.door.get('/world')) as { users: { name: string; email: string }[] }
  const page = await signedInAs('admin')
  await expect(async () => {
    await openPage(page, '/members', 'Members')
    await expect(page.getByText('10,000', { exact: true })).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  const table = page.getByRole('table', { name: 'Members' })
  await expect(table).toHaveAttribute('aria-rowcount', '10001')
  for (const member of [users.at(0), users.at(5_000), users.at(-1)]) {
    if (member === undefined) throw new Error('The emulated organization has too few members')
    await page.getByRole('searchbox', { name: 'Search members' }).fill('')
    await page.keyboard.type(member.email, { delay: 30 })
    await expect(page.getByRole('searchbox', { name: 'Search members' })).toHaveValue(member.email)
    await expect(rowOf(page, member.email)).toContainText(member.name)
  }
  await searchFor(page, '')
  await expect(table).toHaveAttribute('aria-rowcount', '10001')
  await page.keyboard.press('Escape')
  await table.hover()
  for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 5_000)
  await expect(page.getByRole('row').nth(10)).toBeVisible()
  expect(await page.evaluate(() => document.getElementsByTagName('*').length)).toBeLessThanOrEqual(mostNodes)
})

test('10,000 keys: the list is whole, a search finds one by its last characters', async ({ signedInAs, emulator }) => {
  const { api_keys } = (await emulator.door.get('/world')) as {
    api_keys: { id: string; name: string; status: string; partial_key_hint: string }[]
  }
  const key = api_keys.findLast(({ status }) => status === 'active')
  if (key === undefined) throw new Error('The emulated organization has no active key')
  const page = await signedInAs('admin')
  await expect(async () => {
    await openPage(page, '/keys?show=all', 'API keys')
    await expect(page.getByText('10,000', { exact: true })).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  await searchFor(page, key.partial_key_hint.slice(-4))
  await expect(page.getByRole('row').filter({ hasText: key.partial_key_hint })).toContainText(key.name)
  await searchFor(page, '')
  expect(await page.evaluate(() => document.getElementsByTagName('*').length)).toBeLessThanOrEqual(mostNodes)
})

test('10,000 × 100: the matrix draws what is in sight and follows the keyboard to its last corner', async ({
  signedInAs,
}) => {
  const page = await signedInAs('admin')
  await expect(async () => {
    await openPage(page, '/access', 'Access')
    await expect(page.getByText('10,000', { exact: true })).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
  const grid = page.getByRole('grid', { name: 'Access' })
  await expect(grid).toHaveAttribute('aria-rowcount', '10001')
  await expect(grid).toHaveAttribute('aria-colcount', '102')
  await page.keyboard.press('j')
  await expect(grid.getByRole('gridcell').first()).toBeFocused()
  await page.keyboard.press('Control+End')
  const last = grid.getByRole('row').last()
  await expect(last).toHaveAttribute('aria-rowindex', '10001')
  await expect(last.getByRole('gridcell').last()).toBeFocused()
  await expect(last.getByRole('gridcell').last()).toHaveAccessibleName(/^Follows the organization role: /)
  expect(await page.evaluate(() => document.getElementsByTagName('*').length)).toBeLessThanOrEqual(mostNodes)
})

test('the quota was never passed', async ({ emulator }) => {
  const requests = await emulator.door.requests()
  expect(requests.length).toBeGreaterThan(20)
  expect(requests.filter(({ status }) => status === 429)).toEqual([])
  const times = requests.map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b)
  const inAnyMinute = times.map((start) => times.filter((time) => time >= start && time < start + 60_000).length)
  expect(Math.max(...inAnyMinute)).toBeLessThanOrEqual(100)
})
