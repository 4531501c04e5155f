import { keyLabel } from '#components/keys/key-words.ts'
import { expect, test } from './fixtures.ts'
import { newKey, newMember, newWorkspace, unlike } from './objects.ts'
import { actOnRow, cellOf, chooseIn, openPage, rowOf, searchFor, toast } from './table.ts'

test('the list holds every living key, the others when asked for', async ({ signedInAs, emulator, readAnew }) => {
  const key = await newKey(emulator)
  await emulator.door.post(`/api_keys/${key.id}/expire`)
  await readAnew()
  const all = await emulator.apiKeys()
  const over = all.filter(({ status }) => status === 'archived' || status === 'expired')
  const page = await signedInAs('auditor')
  await openPage(page, '/keys', 'API keys')
  const table = page.getByRole('table', { name: 'API keys' })
  await expect(table).toHaveAttribute('aria-rowcount', `${all.length - over.length + 1}`)
  await page.getByRole('button', { name: `Show inactive (${over.length})` }).click()
  await expect(table).toHaveAttribute('aria-rowcount', `${all.length + 1}`)
  await searchFor(page, key.id)
  await expect(rowOf(page, key.name)).toContainText('Expired')
})

test('a key is renamed in its cell, and the old name comes back from the toast', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const key = await newKey(emulator)
  const name = unlike('renamed')
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  await cellOf(page, `Name of ${keyLabel(key)}`).click()
  await page.getByRole('textbox', { name: `Name of ${keyLabel(key)}` }).fill(name)
  await page.keyboard.press('Enter')
  await expect(toast(page, `${key.name} is now called ${name}.`)).toBeVisible()
  expect((await emulator.apiKey(key.id)).name).toBe(name)
  await toast(page, name).getByRole('button', { name: 'Undo' }).click()
  await expect(toast(page, `The key is called ${key.name} again.`)).toBeVisible()
  expect((await emulator.apiKey(key.id)).name).toBe(key.name)

  await actOnRow(page, keyLabel(key), 'Rename…')
  const dialog = page.getByRole('dialog', { name: `Rename ${key.name}` })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(`${name}-2`)
  await dialog.getByRole('button', { name: 'Rename' }).click()
  await expect(dialog).toBeHidden()
  expect((await emulator.apiKey(key.id)).name).toBe(`${name}-2`)
})

test('a key is disabled and enabled in its cell, from the menu, and from the toast', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const key = await newKey(emulator)
  await readAnew()
  const status = async () => (await emulator.apiKey(key.id)).status
  const page = await signedInAs('admin')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  const cell = cellOf(page, `Status of ${keyLabel(key)}`)
  await chooseIn(page, `Status of ${keyLabel(key)}`, 'Disabled')
  await expect(toast(page, `${key.name} is disabled`)).toBeVisible()
  expect(await status()).toBe('inactive')
  await expect(cell).toHaveAccessibleName(/Disabled/)
  await toast(page, `${key.name} is disabled`).getByRole('button', { name: 'Undo' }).click()
  await expect(toast(page, `${key.name} is enabled`)).toBeVisible()
  expect(await status()).toBe('active')
  await actOnRow(page, keyLabel(key), 'Disable')
  await expect(cell).toHaveAccessibleName(/Disabled/)
  expect(await status()).toBe('inactive')
  await actOnRow(page, keyLabel(key), 'Enable')
  await expect(cell).toHaveAccessibleName(/Active/)
  expect(await status()).toBe('active')
})

test('archiving a key takes typing its name; it cannot come back', async ({ signedInAs, emulator, readAnew }) => {
  const workspace = await newWorkspace(emulator)
  const key = await newKey(emulator, workspace.id)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/keys?q=${key.name}`, 'API keys')
  await actOnRow(page, keyLabel(key), 'Archive…')
  const dialog = page.getByRole('dialog', { name: `Archive ${key.name}?` })
  await expect(dialog).toContainText('Every call with this key fails at once.')
  await expect(dialog).toContainText(workspace.name)
  const archive = dialog.getByRole('button', { name: 'Archive key' })
  await expect(archive).toBeDisabled()
  await dialog.getByRole('textbox').fill(key.name)
  await archive.click()
  await expect(toast(page, `${key.name} is archived.`)).toBeVisible()
  expect((await emulator.apiKey(key.id)).status).toBe('archived')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  await expect(cellOf(page, `Status of ${keyLabel(key)}`)).toBeDisabled()
  await expect(cellOf(page, `Status of ${keyLabel(key)}`)).toHaveAccessibleDescription(/permanent/)
})

test('a key whose maker left says so, and a pasted secret is cut to its end', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  const key = await newKey(emulator)
  await emulator.door.post(`/api_keys/${key.id}`, { created_by: { id: member.id, type: 'user' } })
  await emulator.door.remove(`/users/${member.id}`)
  await readAnew()
  const page = await signedInAs('auditor')
  await openPage(page, '/keys?view=owner_gone', 'API keys')
  await expect(rowOf(page, key.name)).toContainText('Left the organization')
  await openPage(page, '/keys', 'API keys')
  const end = key.partial_key_hint?.slice(-4) ?? ''
  const secret = `sk-ant-api03-${'x'.repeat(88)}${end}`
  await searchFor(page, secret)
  await expect(page.getByRole('searchbox', { name: 'Search API keys' })).toHaveValue(`...${end}`)
  await expect(page).toHaveURL(new RegExp(`q=\\.\\.\\.${end}$`))
  await expect(rowOf(page, key.name)).toBeVisible()
  await expect(toast(page, 'That was a whole secret key.')).toBeVisible()
})
