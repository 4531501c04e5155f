import { readFile } from 'node:fs/promises'
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
  // That it was made in the Console is told, too, and was done.
  await searchFor(page, `via:browser ${refused.id}`)
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

test('chips and qualifiers are one state, live in the address and survive a reload', async ({
  signedInAs,
  routesAs,
  emulator,
  readAnew,
}) => {
  const [done, refused] = [await newMember(emulator), await newMember(emulator)]
  await readAnew()
  const change = { data: { role: 'developer' } }
  await (await routesAs('helpdesk')).post(`/api/v1/organizations/users/${done.id}`, change)
  await (await routesAs('auditor')).post(`/api/v1/organizations/users/${refused.id}`, change)
  const page = await signedInAs('auditor')
  await openPage(page, '/audit', 'Audit log')
  const search = page.getByRole('searchbox', { name: 'Search actions' })
  await search.fill(`person:henry target:${done.id}`)
  // That the member came about in the Console is in the log, too, until the search has taken effect.
  await expect(rowOf(page, done.email)).toHaveCount(1)
  await expect(rowOf(page, done.email)).toContainText('Done')
  await expect(page.getByRole('button', { name: 'Filter by Person: henry' })).toBeVisible()

  await page.getByRole('button', { name: 'Filter by Result' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Refused' }).click()
  await page.keyboard.press('Escape')
  await expect(search).toHaveValue(`person:henry target:${done.id} result:refused`)
  await expect(page.getByRole('heading', { name: 'No actions match' })).toBeVisible()
  await page.getByRole('button', { name: 'Reset' }).click()
  await search.fill(`target:${refused.id} result:refused`)
  await expect(rowOf(page, refused.id)).toContainText('Refused')
  await expect(page).toHaveURL(/result%3Arefused/)
  await page.reload()
  await expect(search).toHaveValue(`target:${refused.id} result:refused`)
  await expect(page.getByRole('button', { name: 'Filter by Result: Refused' })).toBeVisible()
  await expect(rowOf(page, refused.id)).toContainText('Refused')
  await expect(rowOf(page, done.email)).toHaveCount(0)
})

test('sign-ins are told, and left out when only changes are asked for', async ({ signedInAs }) => {
  const page = await signedInAs('auditor')
  await openPage(page, '/audit?q=action:session', 'Audit log')
  await expect(rowOf(page, 'Signed in').first()).toBeVisible()
  await page.getByRole('button', { name: 'Changes only' }).click()
  await expect(page.getByRole('heading', { name: 'No actions match' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Changes only' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page).toHaveURL(/is%3Achange/)
})

test('the older past comes while scrolling, and the export holds all of it', async ({
  signedInAs,
  routesAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  const routes = await routesAs('auditor')
  const attempts = 230
  for (let at = 0; at < attempts; at += 1)
    await routes.post(`/api/v1/organizations/users/${member.id}`, { data: { role: 'developer' } })
  const page = await signedInAs('auditor')
  await openPage(page, `/audit?q=target:${member.id} result:refused`, 'Audit log')
  const table = page.getByRole('table', { name: 'Audit log' })
  await expect(table).toHaveAttribute('aria-rowcount', String(attempts + 1))
  await table.getByRole('row').nth(1).focus()
  await page.getByRole('button', { name: 'Show older actions' }).scrollIntoViewIfNeeded()
  await expect(page.getByRole('button', { name: 'Show older actions' })).toBeHidden()

  const fileOf = async (format: string) => {
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('menuitem', { name: format }).click()
    const file = await saved
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') }
  }
  const csv = await fileOf('CSV')
  expect(csv.name).toBe('audit-log.csv')
  expect(csv.text.split('\r\n')).toHaveLength(attempts + 2)
  const lines = await fileOf('JSON lines')
  expect(lines.name).toBe('audit-log.jsonl')
  const rows = lines.text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(rows).toHaveLength(attempts)
  for (const row of rows) expect(row).toMatchObject({ target_id: member.id, result: 'refused' })
})
