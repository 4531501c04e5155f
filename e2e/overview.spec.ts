import { expect, test } from './fixtures.ts'
import { newInvite, newKey, newMember, unlike } from './objects.ts'
import { openPage } from './table.ts'

test('the organization is named on the overview and in the sidebar, also after it was renamed', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const before = await emulator.organization()
  const page = await signedInAs('auditor')
  await openPage(page, '/', before.name)
  await expect(page.getByRole('button', { name: `Copy organization id ${before.id}` })).toBeVisible()
  const name = unlike('Renamed Industries')
  await emulator.door.post('/organization', { name })
  await readAnew()
  await openPage(page, '/', name)
  await expect(page.getByRole('complementary', { name: 'Sidebar' }).getByText(name)).toBeVisible()
  await openPage(page, '/members', 'Members')
  await expect(page.getByRole('complementary', { name: 'Sidebar' }).getByText(name)).toBeVisible()
})

test('it counts what there is, and each number leads there', async ({ signedInAs, emulator, readAnew }) => {
  await readAnew()
  const page = await signedInAs('auditor')
  await openPage(page, '/', (await emulator.organization()).name)
  const counts = page.getByRole('navigation', { name: 'Counts' })
  const pending = (await emulator.invites()).filter(({ status }) => status === 'pending').length
  const active = (await emulator.apiKeys()).filter(({ status }) => status === 'active').length
  await expect(counts.getByRole('link', { name: 'Members' })).toContainText(`${(await emulator.users()).length}`)
  await expect(counts.getByRole('link', { name: 'Pending invites' })).toContainText(`${pending}`)
  await expect(counts.getByRole('link', { name: 'Active API keys' })).toContainText(`${active}`)
  await counts.getByRole('link', { name: 'Active API keys' }).click()
  await expect(page.getByRole('heading', { name: 'API keys', level: 1 })).toBeVisible()
  await expect(page.getByRole('table', { name: 'API keys' })).toHaveAttribute('aria-rowcount', `${active + 1}`)
})

test('what needs attention leads to its object', async ({ signedInAs, emulator, readAnew }) => {
  const [member, key] = [await newMember(emulator), await newKey(emulator)]
  await emulator.door.post(`/api_keys/${key.id}`, { created_by: { id: member.id, type: 'user' } })
  await emulator.door.remove(`/users/${member.id}`)
  await newInvite(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, '/', (await emulator.organization()).name)
  const attention = page.getByRole('region', { name: 'Needs attention' })
  const more = attention.getByRole('button', { name: /^Show .* more$/ })
  if (await more.isVisible()) await more.click()
  await attention.getByRole('link').filter({ hasText: key.name }).first().click()
  await expect(page.getByRole('row').filter({ hasText: key.name })).toBeVisible()
})
