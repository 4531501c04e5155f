import { expect, test } from './fixtures.ts'
import { newMember } from './objects.ts'
import { chooseIn, openPage, rowOf, searchFor, toast } from './table.ts'

test.use({ expectedInConsole: [/status of (400|403)/] })

test('a change is told with who, what, before and after, and both request ids', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('helpdesk')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await chooseIn(page, `Role of ${member.name}`, 'Developer')
  await expect(toast(page, 'is now Developer')).toBeVisible()

  const auditor = await signedInAs('auditor')
  await openPage(auditor, `/audit?q=${member.email}`, 'Audit log')
  const row = rowOf(auditor, `Change ${member.email} from User to Developer`)
  await expect(row).toContainText('Done')
  await expect(row).toContainText(/henry/i)
  await row.getByRole('button').click()
  const dialog = auditor.getByRole('dialog')
  await expect(dialog.getByRole('table', { name: 'Changed fields' })).toContainText('roleuserdeveloper')
  const writes = (await emulator.door.requests()).filter(
    ({ method, path }) => method === 'POST' && path.includes(member.id),
  )
  expect(writes).toHaveLength(1)
  await expect(dialog).toContainText(writes[0]?.request_id ?? 'a write')
  await expect(auditor).toHaveURL(/event=/)
  await auditor.reload()
  await expect(auditor.getByRole('dialog')).toBeVisible()
})

test('what failed and what was refused is told, too', async ({ signedInAs, routesAs, emulator, readAnew }) => {
  const [failed, refused] = [await newMember(emulator), await newMember(emulator)]
  await readAnew()
  const admin = await routesAs('admin')
  await emulator.door.fault({
    match: { method: 'POST', path: `/users/${failed.id}` },
    status: 400,
    message: 'No seats.',
  })
  await admin.post(`/api/v1/organizations/users/${failed.id}`, { data: { role: 'developer' } })
  const auditorsRoutes = await routesAs('auditor')
  await auditorsRoutes.post(`/api/v1/organizations/users/${refused.id}`, { data: { role: 'developer' } })

  const page = await signedInAs('auditor')
  await openPage(page, '/audit', 'Audit log')
  await searchFor(page, failed.id)
  await expect(page.getByRole('row').nth(1)).toContainText('Failed')
  await page.getByRole('row').nth(1).getByRole('button').click()
  await expect(page.getByRole('dialog')).toContainText('No seats.')
  await page.keyboard.press('Escape')
  await searchFor(page, refused.id)
  await expect(page.getByRole('row').nth(1)).toContainText('Refused')
  await page.getByRole('button', { name: 'Filter by Result' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Done' }).click()
  await expect(page.getByRole('heading', { name: 'No actions match' })).toBeVisible()
})

test('the help desk sees its own actions only', async ({ signedInAs, routesAs, emulator, readAnew }) => {
  const [mine, theirs] = [await newMember(emulator), await newMember(emulator)]
  await readAnew()
  const change = { data: { role: 'developer' } }
  expect((await (await routesAs('helpdesk')).post(`/api/v1/organizations/users/${mine.id}`, change)).ok()).toBe(true)
  expect((await (await routesAs('admin')).post(`/api/v1/organizations/users/${theirs.id}`, change)).ok()).toBe(true)
  const page = await signedInAs('helpdesk')
  await openPage(page, '/audit', 'Audit log')
  await expect(rowOf(page, mine.email)).toBeVisible()
  await searchFor(page, theirs.email)
  await expect(page.getByRole('heading', { name: 'No actions match' })).toBeVisible()
})
