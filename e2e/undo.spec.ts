import { keyLabel } from '#components/keys/key-words.ts'
import { adminApiPaths, gatewayPath } from '#lib/paths.ts'
import { expect, test } from './fixtures.ts'
import { newKey, newMember, newWorkspace, unlike } from './objects.ts'
import { cellOf, chooseIn, openPage, rowOf, toast } from './table.ts'

test.use({ expectedInConsole: [/status of 409/] })

test('the toast takes back its own change, not a later one', async ({ signedInAs, routesAs, emulator, readAnew }) => {
  const key = await newKey(emulator)
  const [mine, theirs] = [unlike('mine'), unlike('theirs')]
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  await cellOf(page, `Name of ${keyLabel(key)}`).click()
  await page.getByRole('textbox', { name: `Name of ${keyLabel(key)}` }).fill(mine)
  await page.keyboard.press('Enter')
  await expect(toast(page, `${key.name} is now called ${mine}.`)).toBeVisible()
  const routes = await routesAs('admin')
  await routes.post(gatewayPath(adminApiPaths.apiKey(key.id)), { data: { name: theirs } })

  await toast(page, mine).getByRole('button', { name: 'Undo' }).click()
  const refusal = toast(page, `The key is still called ${mine}. It was changed again since`)
  await expect(refusal).toBeVisible()
  expect((await emulator.apiKey(key.id)).name).toBe(theirs)
})

test('a member who was removed from a workspace is given back by the toast, with the role they had', async ({
  signedInAs,
  routesAs,
  emulator,
  readAnew,
}) => {
  const workspace = await newWorkspace(emulator)
  const member = await newMember(emulator, { role: 'developer' })
  const routes = await routesAs('admin')
  await routes.post(gatewayPath(adminApiPaths.workspaceMembers(workspace.id)), {
    data: { user_id: member.id, workspace_role: 'workspace_developer' },
  })
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/workspaces/${workspace.id}`, workspace.name)
  await page.getByRole('button', { name: `Remove ${member.name}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove from workspace' }).click()
  await toast(page, `${member.name} was removed`).getByRole('button', { name: 'Undo' }).click()
  await expect(toast(page, `${member.name} is back in ${workspace.name}.`)).toBeVisible()
  const back = (await emulator.workspaceMembers(workspace.id)).find(({ user_id }) => user_id === member.id)
  expect(back?.workspace_role).toBe('workspace_developer')
  await expect(page.getByRole('row').filter({ hasText: member.email })).toContainText('Workspace developer')
})

test('the audit log takes back what another person did, says what it will write, and tells both sides', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  const helpdesk = await signedInAs('helpdesk')
  await openPage(helpdesk, `/members?q=${member.email}`, 'Members')
  await chooseIn(helpdesk, `Role of ${member.name}`, 'Developer')
  await expect(toast(helpdesk, 'is now Developer')).toBeVisible()

  const auditor = await signedInAs('auditor')
  await openPage(auditor, `/audit?q=target:${member.id}`, 'Audit log')
  await rowOf(auditor, `Change ${member.email} from User to Developer`).getByRole('button').click()
  const shown = auditor.getByRole('dialog', { name: `Change ${member.email} from User to Developer` })
  await expect(shown.getByRole('button', { name: 'Undo…' })).toHaveAccessibleDescription(/cannot change roles/)

  const admin = await signedInAs('admin')
  await openPage(admin, new URL(auditor.url()).pathname + new URL(auditor.url()).search, 'Audit log')
  await admin.getByRole('dialog').getByRole('button', { name: 'Undo…' }).click()
  const confirm = admin.getByRole('dialog', { name: 'Take this back?' })
  await expect(confirm).toContainText('role becomes “user” again, from “developer”')
  await confirm.getByRole('button', { name: 'Take back' }).click()
  await expect(toast(admin, `Taken back: Change ${member.email}`)).toBeVisible()
  expect((await emulator.user(member.id)).role).toBe('user')

  await rowOf(admin, `Change ${member.email} from Developer to User`).getByRole('button').click()
  await admin.getByRole('dialog').getByRole('button', { name: 'The action it took back' }).click()
  const taken = admin.getByRole('dialog', { name: `Change ${member.email} from User to Developer` })
  await expect(taken.getByRole('button', { name: 'Undo…' })).toHaveAccessibleDescription(/taken back already/)
  await expect(taken.getByRole('button', { name: 'The action that did' })).toBeVisible()
})

test('from the audit log, too, a later change is not trampled', async ({ signedInAs, emulator, readAnew }) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await chooseIn(page, `Role of ${member.name}`, 'Developer')
  await expect(toast(page, 'is now Developer')).toBeVisible()
  await emulator.door.post(`/users/${member.id}`, { role: 'claude_code_user' })
  await openPage(page, `/audit?q=target:${member.id}`, 'Audit log')
  await rowOf(page, `Change ${member.email}`).getByRole('button').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Undo…' }).click()
  const confirm = page.getByRole('dialog', { name: 'Take this back?' })
  await confirm.getByRole('button', { name: 'Take back' }).click()
  await expect(confirm).toContainText('It was changed again since')
  expect((await emulator.user(member.id)).role).toBe('claude_code_user')
})
