import { readFile } from 'node:fs/promises'
import { expect, test } from './fixtures.ts'
import { newKey, newMember, unlike } from './objects.ts'
import { openPage, rowOf, searchFor } from './table.ts'

/** A moment between what was read before it and what is changed after it. */
async function thisMoment(): Promise<string> {
  const now = Date.now()
  await expect.poll(() => Date.now()).toBeGreaterThan(now + 2)
  return new Date(now + 1).toISOString()
}

test('what was changed in the Console is in the audit log as outside Steward, with before and after', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  await emulator.door.post(`/users/${member.id}`, { role: 'developer' })
  await readAnew()
  const page = await signedInAs('auditor')
  await openPage(page, '/', /./)
  const more = page.getByRole('region', { name: 'Needs attention' }).getByRole('button', { name: /^Show .* more$/ })
  if (await more.isVisible()) await more.click()
  await page
    .getByRole('link')
    .filter({ hasText: /changes? outside Steward/ })
    .click()
  await expect(page.getByRole('heading', { name: 'Audit log', level: 1 })).toBeVisible()
  await searchFor(page, `person:outside target:${member.id}`)
  const row = rowOf(page, `${member.email} was changed from User to Developer`)
  await expect(row).toContainText('outside Steward')
  await row.getByRole('button').click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('table', { name: 'Changed fields' })).toContainText('roleuserdeveloper')
  await expect(dialog).toContainText(/Between .* UTC and .* UTC/)
  await expect(dialog.getByRole('button', { name: 'Undo…' })).toHaveCount(0)
  await dialog.getByRole('link', { name: 'See how it was' }).click()
  await expect(page.getByRole('heading', { name: 'History', level: 1 })).toBeVisible()
})

test('a list as it was: what is gone is there, what came later is not, and nothing can be changed', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const gone = await newMember(emulator)
  await readAnew()
  const then = await thisMoment()
  const later = await newMember(emulator)
  await emulator.door.remove(`/users/${gone.id}`)
  await readAnew()
  const page = await signedInAs('helpdesk')
  await openPage(page, `/history?at=${then}`, 'History')
  await searchFor(page, gone.email)
  await expect(rowOf(page, gone.email)).toContainText('User')
  await expect(rowOf(page, gone.email).getByRole('button')).toHaveCount(0)
  await expect(page.getByText(/^As of .* UTC: .* members, as Steward saw it/)).toBeVisible()
  await searchFor(page, later.email)
  await expect(page.getByRole('heading', { name: 'No members match' })).toBeVisible()

  await openPage(page, `/history?at=${new Date().toISOString()}&q=${later.email}`, 'History')
  await expect(rowOf(page, later.email)).toBeVisible()
  await page.getByRole('button', { name: '30 days ago' }).click()
  await expect(page.getByText(/it knows nothing/)).toBeVisible()
  await expect(page).toHaveURL(/at=/)
})

test('two moments compared: added, removed and changed with their fields, filtered and saved', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const key = await newKey(emulator)
  await readAnew()
  const from = await thisMoment()
  const added = await newKey(emulator)
  const name = unlike('renamed')
  await emulator.door.post(`/api_keys/${key.id}`, { status: 'inactive', name })
  await readAnew()
  const page = await signedInAs('auditor')
  const to = new Date().toISOString()
  await openPage(page, `/history?noun=members&mode=compare&from=${from}&to=${to}`, 'History')
  await page.getByRole('combobox', { name: 'List' }).selectOption('API keys')
  await expect(page).toHaveURL(/noun=keys/)
  await expect(rowOf(page, name)).toContainText('Status: Active → Inactive')
  await expect(rowOf(page, added.name)).toContainText('Added')
  await page.getByRole('button', { name: 'Filter by Change' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Changed' }).click()
  await page.keyboard.press('Escape')
  await expect(rowOf(page, added.name)).toHaveCount(0)
  await expect(page).toHaveURL(/change=changed/)

  await page.getByRole('button', { name }).click()
  const fields = page.getByRole('dialog').getByRole('table', { name: `Fields of ${name}` })
  await expect(fields).toContainText(`Name${key.name}${name}`)
  await expect(fields).toContainText('StatusActiveInactive')
  await page.keyboard.press('Escape')

  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'CSV' }).click()
  const text = await readFile(await (await saving).path(), 'utf8')
  expect(text).toContain(`${key.id},${name},changed,`)
})

test('a workspace manager sees the past of what is hers, and no invites', async ({ signedInAs, house }) => {
  const page = await signedInAs('workspace_manager')
  await openPage(page, `/history?noun=workspaces&at=${new Date().toISOString()}`, 'History')
  const list = page.getByRole('combobox', { name: 'List' })
  await expect(list.getByRole('option')).toHaveText(['Members', 'Workspaces', 'API keys'])
  await expect(page.getByRole('table')).toHaveAttribute('aria-rowcount', String(house.managed.length + 1))
})

test('a moment before the first reading is not compared, and that is said instead of “no differences”', async ({
  signedInAs,
}) => {
  const page = await signedInAs('auditor')
  const between = `from=2020-01-01T00:00:00.000Z&to=${new Date().toISOString()}`
  await openPage(page, `/history?mode=compare&noun=members&${between}`, 'History')
  await expect(page.getByText(/it knows nothing/)).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Nothing to compare' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'No differences' })).toHaveCount(0)
})
