import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'

/** The fifteen endpoints of the mission, by what a person does; the effect is read back from the emulator itself. */

async function chooseFromMenu(page: Page, opener: RegExp, item: string): Promise<void> {
  await page.getByRole('button', { name: opener }).click()
  await page.getByRole('menuitemradio', { name: item, exact: true }).click()
}

async function findRow(page: Page, search: string) {
  await page
    .getByRole('searchbox')
    .or(page.getByRole('textbox', { name: /^Search/ }))
    .first()
    .fill(search)
  return page.getByRole('row', { name: new RegExp(search.replace(/[.+*?^${}()|[\]\\]/g, '\\$&')) })
}

async function newMember(emulator: EmulatedOrganization, name: string, role = 'user') {
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}@example.com`
  await emulator.door.post('/users', { email, name, role })
  const member = (await emulator.users()).find((user) => user.email === email)
  if (member === undefined) throw new Error('The emulator did not add the member')
  return member
}

async function freshly(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /sync|refresh/i })
    .first()
    .click()
}

test('get organization: its name stands in the sidebar and on the overview', async ({ signedInAs, emulator }) => {
  const { organization } = (await emulator.door.get('/world')) as { organization: { name: string } }
  const page = await signedInAs('admin')
  await page.goto('/')
  await expect(page.getByRole('heading', { name: organization.name })).toBeVisible()
})

test('list members, change a role, take it back, remove', async ({ signedInAs, emulator }) => {
  const member = await newMember(emulator, 'Mission One')
  const page = await signedInAs('admin')
  await page.goto('/members')
  await freshly(page)
  const row = await findRow(page, member.email)
  await expect(row).toBeVisible()

  await chooseFromMenu(page, /^Role of Mission One/, 'Developer')
  await expect(page.getByText('Mission One is now Developer.', { exact: true })).toBeVisible()
  expect((await emulator.user(member.id)).role).toBe('developer')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Mission One is now User.', { exact: true })).toBeVisible()
  expect((await emulator.user(member.id)).role).toBe('user')

  await row.getByRole('button', { name: /Actions/ }).click()
  await page.getByRole('menuitem', { name: 'Remove from organization…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill(member.email)
  await page.getByRole('button', { name: 'Remove from organization', exact: true }).click()
  await expect(page.getByText('Mission One was removed from the organization.', { exact: true })).toBeVisible()
  expect((await emulator.users()).some((user) => user.id === member.id)).toBe(false)
  await expect(row).toHaveCount(0)
})

test('create, list, change and revoke invites', async ({ signedInAs, emulator }) => {
  const page = await signedInAs('admin')
  await page.goto('/invites')
  await page.getByRole('button', { name: 'Invite people' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').first().fill('mission.two@example.com\nnot an address\nmission.two@example.com')
  await dialog.getByRole('button', { name: /^Send|^Invite/ }).click()
  const sent = async () =>
    (await emulator.invites()).filter(
      (invite) => invite.email === 'mission.two@example.com' && invite.status === 'pending',
    )
  await expect.poll(async () => (await sent()).length).toBe(1)
  await dialog
    .getByRole('button', { name: /^(Close|Done)$/ })
    .first()
    .click()

  const row = await findRow(page, 'mission.two@example.com')
  await expect(row).toBeVisible()
  const [first] = await sent()
  await row.getByRole('button', { name: /Actions/ }).click()
  await page.getByRole('menuitem', { name: 'Resend…' }).click()
  await expect(page.getByRole('dialog')).toContainText(/link/)
  await page.getByRole('button', { name: 'Resend invite' }).click()
  await expect.poll(async () => (await sent())[0]?.id).not.toBe(first?.id)

  await row.getByRole('button', { name: /Actions/ }).click()
  await page.getByRole('menuitem', { name: 'Revoke…' }).click()
  await page.getByRole('button', { name: 'Revoke invite' }).click()
  await expect.poll(async () => (await sent()).length).toBe(0)
  await expect(row).toHaveCount(0)
})

test('list and get workspaces; add, change and remove a workspace member', async ({ signedInAs, emulator }) => {
  await emulator.door.post('/workspaces', { name: 'Mission Three' })
  const workspace = (await emulator.workspaces()).find(({ name }) => name === 'Mission Three')
  const member = await newMember(emulator, 'Mission Three Person', 'developer')
  const rows = async () =>
    (await emulator.workspaceMembers(workspace?.id ?? '')).filter((row) => row.user_id === member.id)
  const page = await signedInAs('admin')
  await page.goto('/workspaces')
  await freshly(page)
  await (await findRow(page, 'Mission Three')).getByRole('link', { name: 'Mission Three' }).click()
  await expect(page.getByRole('heading', { name: /Mission Three/, level: 1 })).toBeVisible()

  await page.getByRole('button', { name: 'Add member' }).click()
  await page.getByRole('textbox', { name: 'Member' }).fill(member.email)
  await page.getByRole('list', { name: 'Found members' }).getByRole('button').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('link', { name: 'Mission Three Person' })).toBeVisible()
  expect((await rows())[0]?.workspace_role).toBe('workspace_user')

  await page.getByRole('button', { name: /^Workspace role of Mission Three Person/ }).click()
  await page.getByRole('menuitemradio', { name: 'Workspace developer' }).click()
  await expect(page.getByText('Mission Three Person is now Workspace developer.', { exact: true })).toBeVisible()
  expect((await rows())[0]?.workspace_role).toBe('workspace_developer')

  await page.getByRole('button', { name: 'Remove Mission Three Person' }).click()
  await page.getByRole('button', { name: 'Remove from workspace' }).click()
  await expect(page.getByRole('link', { name: 'Mission Three Person' })).toHaveCount(0)
  expect(await rows()).toEqual([])
})

test('create, rename, tag and archive a workspace', async ({ signedInAs, emulator }) => {
  const page = await signedInAs('admin')
  await page.goto('/workspaces')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Mission Four')
  await page.getByRole('dialog').getByRole('button', { name: 'Create workspace' }).click()
  await page.getByRole('link', { name: 'Mission Four' }).click()
  const named = async (name: string) => (await emulator.workspaces()).find((workspace) => workspace.name === name)
  const made = await named('Mission Four')
  expect(made?.archived_at).toBeNull()

  await page.getByRole('button', { name: /^Name of the workspace/ }).click()
  await page.getByRole('textbox', { name: 'Name of the workspace' }).fill('Mission Four Renamed')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: /Mission Four Renamed/ })).toBeVisible()
  expect((await named('Mission Four Renamed'))?.id).toBe(made?.id)

  await page.getByRole('button', { name: 'Edit…' }).click()
  await page.getByRole('button', { name: 'Add tag' }).click()
  await page.getByRole('textbox', { name: 'Key of tag 1' }).fill('team')
  await page.getByRole('textbox', { name: 'Value of tag 1' }).fill('mission')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('team: mission')).toBeVisible()
  expect((await emulator.workspace(made?.id ?? '')).tags).toEqual({ team: 'mission' })

  await page.getByRole('button', { name: 'Archive…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('Mission Four Renamed')
  await page.getByRole('button', { name: 'Archive workspace' }).click()
  await expect(page.getByText('Mission Four Renamed was archived.', { exact: true })).toBeVisible()
  expect((await emulator.workspace(made?.id ?? '')).archived_at).not.toBeNull()
})

test('list keys; rename, disable, enable and archive one', async ({ signedInAs, emulator }) => {
  await emulator.door.post('/api_keys', { name: 'mission-five' })
  const made = (await emulator.apiKeys()).find((candidate) => candidate.name === 'mission-five')
  const key = () => emulator.apiKey(made?.id ?? '')
  const page = await signedInAs('admin')
  await page.goto('/keys')
  await freshly(page)
  await expect(await findRow(page, 'mission-five')).toBeVisible()

  await page.getByRole('button', { name: /^Name of mission-five/ }).click()
  await page.getByRole('textbox', { name: /Name of mission-five/ }).fill('mission-five-renamed')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await key()).name).toBe('mission-five-renamed')

  await page.getByRole('button', { name: /^Status of mission-five-renamed/ }).click()
  await page.getByRole('menuitemradio', { name: /Disable/ }).click()
  await expect.poll(async () => (await key()).status).toBe('inactive')
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect.poll(async () => (await key()).status).toBe('active')

  const row = await findRow(page, 'mission-five-renamed')
  await row.getByRole('button', { name: /Actions/ }).click()
  await page.getByRole('menuitem', { name: 'Archive…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('mission-five-renamed')
  await page.getByRole('button', { name: 'Archive key' }).click()
  await expect.poll(async () => (await key()).status).toBe('archived')
})

test('what was done stands in the audit log, with who did it', async ({ signedInAs, emulator }) => {
  const member = await newMember(emulator, 'Mission Six')
  const page = await signedInAs('admin')
  await page.goto('/members')
  await freshly(page)
  await findRow(page, member.email)
  await chooseFromMenu(page, /^Role of Mission Six/, 'Developer')
  await expect(page.getByText('Mission Six is now Developer.', { exact: true })).toBeVisible()
  await page.goto('/audit')
  await page.getByRole('button', { name: `Change ${member.email} from User to Developer` }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('ada.admin@example.com')
  await expect(dialog.getByRole('row', { name: /role user developer/ })).toBeVisible()
})
