import type { Page } from '@playwright/test'
import { keyLabel } from '#components/keys/key-words.ts'
import { expect, test } from './fixtures.ts'
import { newKey, newMember, newWorkspace } from './objects.ts'
import { cellOf, openPage, rowOf, searchFor, toast } from './table.ts'

/** The header is a row, too. */
function focusedRow(page: Page, index: number) {
  return page
    .getByRole('table')
    .getByRole('row')
    .nth(index + 1)
}

test('the slash searches, j and k walk the rows, x selects, Enter opens', async ({ signedInAs }) => {
  const page = await signedInAs('auditor')
  await openPage(page, '/members', 'Members')
  await page.keyboard.press('j')
  await expect(focusedRow(page, 0)).toBeFocused()
  await page.keyboard.press('j')
  await expect(focusedRow(page, 1)).toBeFocused()
  await page.keyboard.press('j')
  await expect(focusedRow(page, 2)).toBeFocused()
  await page.keyboard.press('k')
  await expect(focusedRow(page, 1)).toBeFocused()

  await page.keyboard.press('x')
  await expect(page.getByRole('region', { name: 'Selection' })).toContainText('1 member selected')
  await expect(focusedRow(page, 1).getByRole('checkbox')).toBeChecked()
  await page.keyboard.press('x')
  await expect(page.getByRole('region', { name: 'Selection' })).toBeHidden()

  const name = await focusedRow(page, 1).getByRole('link').innerText()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name, level: 1 })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'Members', level: 1 })).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search members' })).toBeFocused()
  await page.keyboard.type('jkxe?')
  await expect(page.getByRole('searchbox', { name: 'Search members' })).toHaveValue('jkxe?')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('searchbox', { name: 'Search members' })).toHaveValue('')
})

test('a role is changed without a mouse: e opens, arrows choose, Enter saves, Esc leaves', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  const cell = cellOf(page, `Role of ${member.name}`)
  await page.keyboard.press('j')
  await expect(focusedRow(page, 0)).toBeFocused()
  await page.keyboard.press('e')
  await expect(page.getByRole('menuitemradio', { name: 'User', exact: true })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  await expect(cell).toBeFocused()
  expect((await emulator.user(member.id)).role).toBe('user')

  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'User', exact: true })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitemradio', { name: 'Claude Code user' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(toast(page, `${member.name} is now Claude Code user.`)).toBeVisible()
  await expect(cell).toBeFocused()
  expect((await emulator.user(member.id)).role).toBe('claude_code_user')
})

test('a name is changed without a mouse', async ({ signedInAs, emulator, readAnew }) => {
  const key = await newKey(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/keys?q=${key.name}`, 'API keys')
  await page.keyboard.press('j')
  await expect(focusedRow(page, 0)).toBeFocused()
  await page.keyboard.press('e')
  const field = page.getByRole('textbox', { name: `Name of ${keyLabel(key)}` })
  await expect(field).toBeFocused()
  await page.keyboard.type('dropped')
  await page.keyboard.press('Escape')
  await expect(cellOf(page, `Name of ${keyLabel(key)}`)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(field).toHaveValue(key.name)
  await page.keyboard.type(`${key.name}-2`)
  await page.keyboard.press('Enter')
  await expect(toast(page, `now called ${key.name}-2`)).toBeVisible()
  expect((await emulator.apiKey(key.id)).name).toBe(`${key.name}-2`)
})

test('g and a letter go to a page, ? tells the keys', async ({ signedInAs }) => {
  const page = await signedInAs('admin')
  await openPage(page, '/members', 'Members')
  for (const [keys, title] of [
    ['gi', 'Invites'],
    ['gw', 'Workspaces'],
    ['gx', 'Access'],
    ['gk', 'API keys'],
    ['gj', 'Jobs'],
    ['ga', 'Audit log'],
    ['gh', 'History'],
    ['gs', 'Settings'],
    ['gm', 'Members'],
  ] as const) {
    for (const key of keys) await page.keyboard.press(key)
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible()
  }
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard' })
  await expect(help).toContainText('Search')
  await expect(help).toContainText('API keys')
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
})

test('a person may go only to pages of their role by keys', async ({ signedInAs }) => {
  const page = await signedInAs('workspace_manager')
  await openPage(page, '/members', 'Members')
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).not.toContainText('Invites')
  await expect(page).toHaveURL(/\/members$/)
})

test('after a dialog the focus is back where it came from', async ({ signedInAs, emulator, readAnew }) => {
  const member = await newMember(emulator)
  const workspace = await newWorkspace(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  const menu = page.getByRole('button', { name: `Actions for ${member.name}` })
  await menu.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitem', { name: 'Remove from organization…' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(menu).toBeFocused()

  await openPage(page, `/workspaces/${workspace.id}`, workspace.name)
  for (const opener of ['Edit…', 'Archive…', 'Add member']) {
    const button = page.getByRole('button', { name: opener })
    await button.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(button).toBeFocused()
  }
})

test('a dialog keeps the focus inside, and single keys do nothing behind it', async ({ signedInAs }) => {
  const page = await signedInAs('admin')
  await openPage(page, '/workspaces', 'Workspaces')
  await page.getByRole('button', { name: 'Create workspace' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
  const stops = await dialog.getByRole('button').count()
  for (let step = 0; step < stops + 4; step += 1) {
    await page.keyboard.press('Tab')
    expect(
      await dialog.evaluate(
        (node) => node.contains(document.activeElement) || document.activeElement === document.body,
      ),
    ).toBe(true)
  }
  await dialog.getByRole('button', { name: 'Cancel' }).focus()
  await page.keyboard.press('x')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toHaveCount(1)
  await expect(page.getByRole('region', { name: 'Selection' })).toBeHidden()
})

test('Tab reaches every control of a list', async ({ signedInAs, emulator, readAnew }) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await expect(rowOf(page, member.name)).toBeVisible()
  await page.getByRole('button', { name: 'Sync now' }).focus()
  for (const reached of [
    page.getByRole('searchbox', { name: 'Search members' }),
    page.getByRole('button', { name: 'Filter by Role' }),
    page.getByRole('button', { name: 'Filter by Workspaces' }),
    page.getByRole('button', { name: 'Filter by Keys' }),
    page.getByRole('button', { name: 'Reset' }),
    page.getByRole('button', { name: 'Columns' }),
    page.getByRole('button', { name: 'Export' }),
    page.getByRole('button', { name: 'Import CSV…' }),
  ]) {
    await page.keyboard.press('Tab')
    await expect(reached).toBeFocused()
  }
  const controls = [
    page.getByRole('checkbox', { name: `Select ${member.name}` }),
    page.getByRole('link', { name: member.name }),
    cellOf(page, `Role of ${member.name}`),
    page.getByRole('button', { name: `Actions for ${member.name}` }),
  ]
  await page.getByRole('checkbox', { name: 'Select all members shown' }).focus()
  for (const name of ['Name', 'Role', 'Workspaces', 'Active keys', 'Added']) {
    await page.keyboard.press('Tab')
    await expect(page.getByRole('columnheader', { name, exact: true }).getByRole('button')).toBeFocused()
  }
  for (const reached of controls) {
    await page.keyboard.press('Tab')
    await expect(reached).toBeFocused()
  }
})

test('fast typing loses no key', async ({ signedInAs, emulator }) => {
  const page = await signedInAs('auditor')
  await openPage(page, '/members', 'Members')
  const [member] = await emulator.users()
  if (member === undefined) throw new Error('The seed has no members')
  const search = page.getByRole('searchbox', { name: 'Search members' })
  await page.keyboard.press('/')
  await page.keyboard.type(member.email, { delay: 30 })
  await expect(search).toHaveValue(member.email)
  await expect(rowOf(page, member.email)).toBeVisible()
  for (const _ of member.email) await page.keyboard.press('Backspace', { delay: 0 })
  await expect(search).toHaveValue('')
  await searchFor(page, 'nobody is called this')
  await page.getByRole('button', { name: 'Clear filters' }).press('Enter')
  await expect(rowOf(page, member.email)).toBeVisible()
})
