import { expect, test } from './fixtures.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'
import { newInvite, newKey, newMember, unlike } from './objects.ts'
import { openPage, toast } from './table.ts'

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

/** A key whose maker has left. */
async function orphanedKey(emulator: EmulatedOrganization) {
  const [member, key] = [await newMember(emulator), await newKey(emulator)]
  await emulator.door.post(`/api_keys/${key.id}`, { created_by: { id: member.id, type: 'user' } })
  await emulator.door.remove(`/users/${member.id}`)
  return key
}

test('a key that outlived its maker is disabled on the spot, and the toast takes it back', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const key = await orphanedKey(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, '/', (await emulator.organization()).name)
  const attention = page.getByRole('region', { name: 'Needs attention' })
  const disable = attention.getByRole('button', { name: `Disable key ${key.name}` })
  await disable.click()
  await expect(toast(page, `${key.name} is disabled`)).toBeVisible()
  await expect(disable).toBeHidden()
  expect((await emulator.apiKey(key.id)).status).toBe('inactive')
  await toast(page, `${key.name} is disabled`).getByRole('button', { name: 'Undo' }).click()
  await expect(disable).toBeVisible()
  expect((await emulator.apiKey(key.id)).status).toBe('active')
})

test('many of a kind are one row that leads to all of them', async ({ signedInAs, emulator, readAnew }) => {
  for (let made = 0; made < 5; made += 1) await orphanedKey(emulator)
  await readAnew()
  const members = new Set((await emulator.users()).map(({ id }) => id))
  const gone = (id: string | undefined) => id !== undefined && !members.has(id)
  const orphans = (await emulator.apiKeys()).filter(
    ({ status, created_by, principal }) =>
      status === 'active' &&
      (gone(created_by?.type === 'user' ? created_by.id : undefined) || gone(principal?.user_id)),
  )
  const page = await signedInAs('auditor')
  await openPage(page, '/', (await emulator.organization()).name)
  const attention = page.getByRole('region', { name: 'Needs attention' })
  const title = `${orphans.length} active keys outlived their owner`
  const first = attention.getByRole('list', { name: `First of: ${title}` })
  await expect(first.getByRole('listitem')).toHaveCount(3)
  const disable = first.getByRole('button', { name: /^Disable key / }).first()
  await expect(disable).toHaveAttribute('aria-disabled', 'true')
  await expect(disable).toHaveAccessibleDescription(/Auditor.*cannot disable or enable keys/)
  await attention.getByRole('link', { name: `Review all: ${title}` }).click()
  await expect(page.getByRole('table', { name: 'API keys' })).toHaveAttribute('aria-rowcount', `${orphans.length + 1}`)
})

test('an invite that ends soon is sent again from here', async ({ signedInAs, emulator, readAnew }) => {
  await readAnew()
  const soon = (await emulator.invites())
    .filter(({ status, expires_at }) => status === 'pending' && Date.parse(expires_at) - Date.now() < 3 * 86_400_000)
    .toSorted((a, b) => Date.parse(a.expires_at) - Date.parse(b.expires_at))
  const invite = soon[0]
  expect(invite).toBeDefined()
  const page = await signedInAs('admin')
  await openPage(page, '/', (await emulator.organization()).name)
  const attention = page.getByRole('region', { name: 'Needs attention' })
  const resend = attention.getByRole('button', { name: `Resend invite… ${invite?.email}` })
  await resend.click()
  await page.getByRole('dialog').getByRole('button', { name: 'Resend invite' }).click()
  await expect(toast(page, `was sent to ${invite?.email}`)).toBeVisible()
  await expect(resend).toBeHidden()
  const now = (await emulator.invites()).filter(({ email, status }) => email === invite?.email && status === 'pending')
  expect(now.map(({ id }) => id)).not.toContain(invite?.id)
  expect(now).toHaveLength(1)
})
