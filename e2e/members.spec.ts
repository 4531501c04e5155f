import { portalPaths } from '#lib/paths.ts'
import { expect, test } from './fixtures.ts'
import { join, newKey, newMember, newWorkspace, writesDuring } from './objects.ts'
import { actOnRow, cellOf, chooseIn, openPage, rowOf, searchFor, toast } from './table.ts'

test('the list holds every member of the organization', async ({ signedInAs, emulator, readAnew }) => {
  const member = await newMember(emulator, { role: 'developer' })
  await readAnew()
  const page = await signedInAs('auditor')
  await openPage(page, '/members', 'Members')
  const members = await emulator.users()
  await expect(page.getByRole('table', { name: 'Members' })).toHaveAttribute('aria-rowcount', `${members.length + 1}`)
  await expect(
    page.getByRole('region', { name: 'Members' }).getByText(`${members.length}`, { exact: true }),
  ).toBeVisible()
  await searchFor(page, member.email)
  await expect(rowOf(page, member.name)).toContainText('Developer')
  await expect(page.getByText(`1 of ${members.length}`)).toBeVisible()
})

test('a role is changed in its cell, and taken back from the toast', async ({ signedInAs, emulator, readAnew }) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await chooseIn(page, `Role of ${member.name}`, 'Developer')
  await expect(toast(page, `${member.name} is now Developer.`)).toBeVisible()
  await expect(cellOf(page, `Role of ${member.name}`)).toHaveAccessibleName(/Developer/)
  expect((await emulator.user(member.id)).role).toBe('developer')

  await toast(page, member.name).getByRole('button', { name: 'Undo' }).click()
  await expect(toast(page, `${member.name} is now User.`)).toBeVisible()
  expect((await emulator.user(member.id)).role).toBe('user')
  await page.reload()
  await expect(cellOf(page, `Role of ${member.name}`)).toHaveAccessibleName(/User/)
})

test('removing somebody takes typing their address', async ({ signedInAs, emulator, readAnew }) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await actOnRow(page, member.name, 'Remove from organization…')
  const dialog = page.getByRole('dialog', { name: `Remove ${member.name}?` })
  const remove = dialog.getByRole('button', { name: 'Remove from organization' })
  await expect(remove).toBeDisabled()
  await dialog.getByRole('textbox').fill(`${member.email}x`)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeVisible()
  expect(await emulator.user(member.id)).toMatchObject({ id: member.id })

  await dialog.getByRole('textbox').fill(member.email)
  await remove.click()
  await expect(toast(page, `${member.name} was removed from the organization.`)).toBeVisible()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { name: 'No members match' })).toBeVisible()
  expect((await emulator.users()).map(({ id }) => id)).not.toContain(member.id)
})

test('a member has a page with their access and keys, from which they are changed and removed', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator, { role: 'developer' })
  const workspace = await newWorkspace(emulator)
  await join(emulator, workspace.id, member, 'workspace_developer')
  const key = await newKey(emulator, workspace.id)
  await emulator.door.post(`/api_keys/${key.id}`, { created_by: { id: member.id, type: 'user' } })
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await page.getByRole('link', { name: member.name }).click()
  await expect(page.getByRole('heading', { name: member.name, level: 1 })).toBeVisible()
  await expect(page.getByRole('table', { name: 'Access to workspaces' })).toContainText(
    `${workspace.name}Workspace developer`,
  )
  await expect(page.getByRole('row', { name: key.name })).toContainText('Goes on working')

  await chooseIn(page, `Role of ${member.name}`, 'Claude Code user')
  await expect(toast(page, `${member.name} is now Claude Code user.`)).toBeVisible()
  expect((await emulator.user(member.id)).role).toBe('claude_code_user')
  await expect(
    page.getByRole('region', { name: 'Activity' }).getByRole('row', { name: /Ada Lindqvist|ada\.admin/ }),
  ).toBeVisible()

  await page.getByRole('button', { name: 'Remove from organization…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill(member.email)
  await page.getByRole('dialog').getByRole('button', { name: 'Remove from organization' }).click()
  await expect(page.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible()
  expect((await emulator.users()).map(({ id }) => id)).not.toContain(member.id)
})

test('search, filter and sort are in the address, so a copied link shows the same', async ({
  signedInAs,
  emulator,
}) => {
  const page = await signedInAs('auditor')
  await openPage(page, '/members', 'Members')
  await page.getByRole('button', { name: 'Filter by Role' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Developer' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await expect(page).toHaveURL(/role=developer.*sort=name|sort=name.*role=developer/)
  const developers = (await emulator.users()).filter(({ role }) => role === 'developer')
  const order = new Intl.Collator('en', { sensitivity: 'base', numeric: true })
  const first = developers.map(({ name, email }) => name || email).toSorted((a, b) => order.compare(a, b))

  const colleague = await signedInAs('admin')
  await openPage(colleague, page.url(), 'Members')
  const table = colleague.getByRole('table', { name: 'Members' })
  await expect(table).toHaveAttribute('aria-rowcount', `${developers.length + 1}`)
  await expect(table.getByRole('row').nth(1)).toContainText(first[0] ?? 'nobody')
  await colleague.getByRole('button', { name: 'Reset' }).click()
  await expect(colleague).not.toHaveURL(/role=/)
})

test('nobody changes their own access, and the Console keeps the admin role', async ({
  signedInAs,
  routesAs,
  emulator,
  readAnew,
}) => {
  const self = await newMember(emulator, { name: 'Ada Lindqvist', email: 'ada.admin@example.com', role: 'user' })
  const admin = (await emulator.users()).find(({ role }) => role === 'admin')
  if (admin === undefined) throw new Error('The seed has no admin')
  await readAnew()
  const page = await signedInAs('admin')
  for (const [member, reason] of [
    [self, /own access/],
    [admin, /Claude Console/],
  ] as const) {
    await openPage(page, `/members?q=${member.email}`, 'Members')
    const cell = cellOf(page, `Role of ${member.name}`)
    await expect(cell).toBeDisabled()
    await expect(cell).toHaveAccessibleDescription(reason)
    const routes = await routesAs('admin')
    const writes = await writesDuring(emulator, async () => {
      const answer = await routes.post(`/api/v1/organizations/users/${member.id}`, { data: { role: 'developer' } })
      expect([403, 409]).toContain(answer.status())
    })
    expect(writes).toEqual([])
  }
  expect((await routesAs('admin').then((routes) => routes.get(portalPaths.members()))).ok()).toBe(true)
})
