import { powers } from '#lib/rules/permissions.ts'
import { expect, test } from './fixtures.ts'
import { openPage } from './table.ts'

test('the connection is told as it is, and shows no secret', async ({ signedInAs, emulator, house, readAnew }) => {
  await readAnew()
  const organization = await emulator.organization()
  const page = await signedInAs('admin')
  await openPage(page, '/settings', 'Settings')
  const connection = page.getByRole('region', { name: 'Connection' })
  await expect(connection).toContainText(organization.name)
  await expect(connection).toContainText(organization.id)
  await expect(connection).toContainText(house.issuer)
  await expect(connection).toContainText(new URL(house.emulator.url).host)
  const mirror = page.getByRole('table', { name: 'What the mirror holds' })
  await expect(mirror.getByRole('row', { name: /^Members \d/ })).toContainText(`${(await emulator.users()).length}`)
  await expect(mirror.getByRole('row', { name: /^API keys/ })).toContainText('Whole')
  expect(await page.content()).not.toContain(house.emulator.key)
})

test('people, roles and tokens are listed', async ({ signedInAs, portalToken }) => {
  const token = await portalToken('helpdesk')
  const page = await signedInAs('auditor')
  await openPage(page, '/settings', 'Settings')
  await expect(page.getByRole('table', { name: 'People who have signed in' })).toContainText(
    'aurel.auditor@example.com',
  )
  await expect(page.getByRole('table', { name: 'Portal tokens' })).toContainText('e2e helpdesk')
  await expect(page.getByRole('table', { name: 'Portal roles and their powers' }).getByRole('row')).toHaveCount(
    powers.length + 1,
  )
  expect(await page.content()).not.toContain(token)
})
