import { keyLabel } from '#components/keys/key-words.ts'
import { expect, test } from './fixtures.ts'
import { newKey } from './objects.ts'
import { chooseIn, openPage, rowOf, toast } from './table.ts'

test.use({
  world: { policy: 'approvals:\n  - { actions: [key.disable] }' },
  // What the policy answers is a refusal to the browser.
  expectedInConsole: [/status of 403/],
})

test('one proposes, another approves, a third sees both in the audit log and takes it back', async ({
  signedInAs,
  emulator,
  readAnew,
  house,
}) => {
  const key = await newKey(emulator, house.managed[0]?.id)
  const act = `Disable the key ${key.name}`
  await readAnew()
  const statusNow = async () => (await emulator.apiKey(key.id)).status

  const wanda = await signedInAs('workspace_manager')
  await openPage(wanda, `/keys?q=${key.id}`, 'API keys')
  await chooseIn(wanda, `Status of ${keyLabel(key)}`, 'Disabled')
  await expect(toast(wanda, 'Proposed. A portal admin must approve it.')).toBeVisible()
  expect(await statusNow()).toBe('active')

  const ada = await signedInAs('admin')
  await openPage(ada, '/approvals', 'Approvals')
  await ada.getByRole('button', { name: act }).click()
  await ada
    .getByRole('dialog', { name: act })
    .getByRole('button', { name: /^Approve/ })
    .click()
  await expect(toast(ada, `Done: ${act}.`)).toBeVisible()
  expect(await statusNow()).toBe('inactive')

  const oskar = await signedInAs('second_admin')
  await openPage(oskar, `/audit?q=target:${key.id}`, 'Audit log')
  await rowOf(oskar, act).getByRole('button').click()
  const details = oskar.getByRole('dialog', { name: act })
  await expect(details).toContainText('wanda.manager@example.com')
  await expect(details).toContainText('ada.admin@example.com')
  await details.getByRole('button', { name: 'Undo…' }).click()
  const confirm = oskar.getByRole('dialog', { name: 'Take this back?' })
  await expect(confirm).toContainText('status becomes “active” again, from “inactive”')
  await confirm.getByRole('button', { name: 'Take back' }).click()
  await expect(toast(oskar, `Taken back: ${act}`)).toBeVisible()
  expect(await statusNow()).toBe('active')

  const events = (await emulator.door.requests()).filter(
    ({ method, path }) => method === 'POST' && path.endsWith(`/api_keys/${key.id}`),
  )
  expect(events).toHaveLength(2)
  await expect(rowOf(oskar, `Enable the key ${key.name}`)).toContainText('oskar.admin@example.com')
})
