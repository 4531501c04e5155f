import { keyLabel } from '#components/keys/key-words.ts'
import { expectAccessible } from './expect-accessible.ts'
import { expect, test } from './fixtures.ts'
import { join, newInvite, newKey, newMember, newWorkspace } from './objects.ts'
import { actOnRow, chooseIn, openPage, toast } from './table.ts'

const screens = [
  { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { colorScheme: 'light', viewport: { width: 390, height: 844 } },
  { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
] as const

for (const { colorScheme, viewport } of screens)
  test.describe(`${colorScheme} at ${viewport.width}`, () => {
    test.use({ colorScheme, viewport, expectedInConsole: [/status of 404 .*\/nothing\/here/] })

    test('every page', async ({ signedInAs, emulator, readAnew, page: stranger }) => {
      test.setTimeout(120_000)
      const member = await newMember(emulator)
      const workspace = await newWorkspace(emulator)
      await join(emulator, workspace.id, member, 'workspace_user')
      await newKey(emulator, workspace.id)
      await readAnew()
      const page = await signedInAs('admin')
      const pages = [
        ['/members', 'Members'],
        [`/members/${member.id}`, member.name],
        [`/members/${member.id}/offboard`, `Offboard ${member.name}`],
        ['/invites', 'Invites'],
        ['/workspaces', 'Workspaces'],
        [`/workspaces/${workspace.id}`, workspace.name],
        ['/access', 'Access'],
        [`/workspaces/${workspace.id}?tab=usage`, workspace.name],
        ['/keys', 'API keys'],
        ['/approvals', 'Approvals'],
        ['/jobs', 'Jobs'],
        ['/audit', 'Audit log'],
        [`/history?at=${new Date().toISOString()}`, 'History'],
        ['/history?mode=compare&noun=keys', 'History'],
        ['/settings', 'Settings'],
        ['/', /./],
        ['/members?q=nobody-is-called-this', 'Members'],
      ] as const
      for (const [path, title] of pages) {
        await openPage(page, path, title)
        await expectAccessible(page, path)
      }
      await page.goto('/nothing/here')
      await expectAccessible(page, 'a page that is not there')
      await stranger.goto('/sign-in')
      await expectAccessible(stranger, 'sign-in')
      const nobody = await signedInAs('nobody')
      await nobody.goto('/')
      await expectAccessible(nobody, 'no portal role')
    })

    test('every dialog and menu', async ({ signedInAs, emulator, readAnew }) => {
      test.setTimeout(120_000)
      const member = await newMember(emulator)
      const invite = await newInvite(emulator)
      const workspace = await newWorkspace(emulator)
      await join(emulator, workspace.id, member, 'workspace_user')
      const key = await newKey(emulator, workspace.id)
      await readAnew()
      const page = await signedInAs('admin')
      const dialog = async (where: string) => {
        await expect(page.getByRole('dialog')).toBeVisible()
        await expectAccessible(page, where)
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toBeHidden()
      }
      await openPage(page, `/members?q=${member.email}`, 'Members')
      await page.getByRole('button', { name: `Role of ${member.name}:` }).click()
      await expect(page.getByRole('menu')).toBeVisible()
      await expectAccessible(page, 'role menu')
      await page.keyboard.press('Escape')
      await chooseIn(page, `Role of ${member.name}`, 'Developer')
      await expect(toast(page, 'is now Developer')).toBeVisible()
      await expectAccessible(page, 'toast')
      await page.getByRole('checkbox', { name: `Select ${member.name}` }).check()
      await expectAccessible(page, 'selection')
      await page.getByRole('button', { name: 'Change role…' }).click()
      await page.getByRole('radio', { name: 'User', exact: true }).check()
      await expectAccessible(page, 'a role for many')
      await page.getByRole('button', { name: 'Show the plan' }).click()
      await expect(page.getByRole('region', { name: 'What would happen' })).toBeVisible()
      await dialog('a plan')
      await page.getByRole('button', { name: 'Import CSV…' }).click()
      await dialog('import a file')
      await actOnRow(page, member.name, 'Remove from organization…')
      await dialog('remove a member')
      await page.keyboard.press('?')
      await dialog('keyboard help')

      await openPage(page, `/invites?q=${invite.email}`, 'Invites')
      await page.getByRole('button', { name: 'Invite people' }).click()
      await page.getByRole('textbox', { name: 'E-mail addresses' }).fill('a@example.com\nnot an address')
      await expect(page.getByRole('region', { name: 'Preview' })).toBeVisible()
      await dialog('invite people')
      await actOnRow(page, invite.email, 'Resend…')
      await dialog('resend an invite')
      await actOnRow(page, invite.email, 'Revoke…')
      await dialog('revoke an invite')

      await openPage(page, '/workspaces', 'Workspaces')
      await page.getByRole('button', { name: 'Create workspace' }).click()
      await page.getByRole('button', { name: 'Add tag' }).click()
      await dialog('create a workspace')
      await openPage(page, `/workspaces/${workspace.id}`, workspace.name)
      await page.getByRole('button', { name: 'Archive…' }).click()
      await dialog('archive a workspace')
      await page.getByRole('button', { name: 'Add member' }).click()
      await dialog('add a workspace member')
      await page.getByRole('button', { name: `Remove ${member.name}` }).click()
      await dialog('remove a workspace member')

      await openPage(page, `/keys?q=${key.id}`, 'API keys')
      await actOnRow(page, keyLabel(key), 'Archive…')
      await dialog('archive a key')
      await actOnRow(page, keyLabel(key), 'Rename…')
      await dialog('rename a key')
      await openPage(page, '/audit', 'Audit log')
      await page
        .getByRole('button', { name: /^Change .* to Developer$/ })
        .first()
        .click()
      await page.getByRole('button', { name: 'Undo…' }).click()
      await expect(page.getByRole('dialog', { name: 'Take this back?' })).toBeVisible()
      await expectAccessible(page, 'undo')
      await page.keyboard.press('Escape')
      await dialog('audit details')
      if (viewport.width === 1440) return
      await page.getByRole('button', { name: 'Open navigation' }).click()
      await dialog('navigation')
    })
  })
