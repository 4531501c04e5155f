import Anthropic, { PermissionDeniedError } from '@anthropic-ai/sdk'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { keyLabel } from '#components/keys/key-words.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import { expect, test } from './fixtures.ts'
import { newKey, newWorkspace } from './objects.ts'
import { actOnRow, cellOf, chooseIn, openPage, rowOf, syncNow, toast } from './table.ts'

test.use({
  world: {
    policy: `
approvals:
  - { actions: [key.archive, workspace.archive] }
  - { actions: [key.enable], by: workspace_manager }
reasons:
  - { actions: [key.disable] }
`,
  },
  // What the policy answers is a refusal to the browser.
  expectedInConsole: [/status of 403/],
})

async function proposeArchive(page: Page, key: ApiKey): Promise<void> {
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  await actOnRow(page, keyLabel(key), 'Archive…')
  const dialog = page.getByRole('dialog', { name: `Archive ${key.name}?` })
  await dialog.getByRole('textbox').fill(key.name)
  await dialog.getByRole('button', { name: 'Propose' }).click()
  await expect(toast(page, 'Proposed. A portal admin must approve it.')).toBeVisible()
  await expect(dialog).toBeHidden()
}

async function openFromInbox(page: Page, key: ApiKey) {
  await openPage(page, '/approvals', 'Approvals')
  await page.getByRole('button', { name: `Archive the key ${key.name}` }).click()
  return page.getByRole('dialog', { name: `Archive the key ${key.name}` })
}

test('one proposes, another approves, the change is made, and a third sees both in the audit log', async ({
  signedInAs,
  emulator,
  readAnew,
  house,
}) => {
  const key = await newKey(emulator, house.managed[0]?.id)
  await readAnew()
  const manager = await signedInAs('workspace_manager')
  const admin = await signedInAs('admin')
  await openPage(admin, '/members', 'Members')
  const waiting = admin.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: /^Approvals/ })
  await expect(waiting).not.toContainText('waiting for you')
  await proposeArchive(manager, key)
  expect((await emulator.apiKey(key.id)).status).toBe('active')
  await expect(cellOf(manager, `Status of ${keyLabel(key)}`)).toHaveAccessibleName(/Active/)

  // The one who asked sees it, and why they cannot decide.
  await toast(manager, 'Proposed.').getByRole('link', { name: 'See it' }).click()
  const mine = manager.getByRole('dialog', { name: `Archive the key ${key.name}` })
  await expect(mine.getByRole('button', { name: 'Approve and archive key' })).toBeDisabled()
  await expect(mine.getByRole('button', { name: 'Approve and archive key' })).toHaveAccessibleDescription(/yourself/)

  // A page that was open before hears of it without being loaded again.
  await syncNow(admin)
  await expect(waiting).toContainText('1 waiting for you')

  await admin.goto('/')
  const finding = admin
    .getByRole('region', { name: 'Needs attention' })
    .getByRole('listitem')
    .filter({ hasText: `Archive the key ${key.name}` })
  await expect(finding).toContainText('waits for you')
  await expect(finding.getByRole('link', { name: /^Decide/ })).toBeVisible()
  await expect(waiting).toContainText('1 waiting for you')
  const dialog = await openFromInbox(admin, key)
  await expect(dialog.getByRole('row', { name: 'status active archived' })).toBeVisible()
  await expect(dialog).toContainText('An archived key cannot be brought back.')
  await expect(dialog).toContainText('The policy asks a portal admin about key.archive, workspace.archive')
  await dialog.getByRole('textbox', { name: 'Comment' }).fill('Seen with the team.')
  await dialog.getByRole('button', { name: 'Approve and archive key' }).click()
  await expect(toast(admin, `Done: Archive the key ${key.name}.`)).toBeVisible()
  await expect(dialog).toBeHidden()
  await expect(waiting).not.toContainText('waiting for you')
  expect((await emulator.apiKey(key.id)).status).toBe('archived')
  await expect(admin.getByRole('button', { name: `Archive the key ${key.name}` })).toBeHidden()

  const auditor = await signedInAs('auditor')
  await openPage(auditor, `/audit?q=${encodeURIComponent(key.name)}`, 'Audit log')
  const rows = auditor.getByRole('row').filter({ hasText: key.name })
  await expect(rows.filter({ hasText: 'Propose: Archive the key' })).toContainText('wanda.manager@example.com')
  const approval = rows.filter({ hasText: 'Approve: Archive the key' })
  await expect(approval).toContainText('ada.admin@example.com')
  await expect(approval).toContainText('Seen with the team.')
  const change = rows.filter({ hasNotText: /Propose:|Approve:|outside Steward/ })
  await expect(change).toContainText('wanda.manager@example.com')
  await expect(change).toContainText('Done')
  await openPage(auditor, '/approvals', 'Approvals')
  await expect(rowOf(auditor, `Archive the key ${key.name}`)).toContainText('Done')
})

test('a rejection is told with its comment, and nothing is changed', async ({
  signedInAs,
  emulator,
  readAnew,
  house,
}) => {
  const key = await newKey(emulator, house.managed[0]?.id)
  await readAnew()
  const manager = await signedInAs('workspace_manager')
  await proposeArchive(manager, key)
  const dialog = await openFromInbox(await signedInAs('admin'), key)
  await dialog.getByRole('textbox', { name: 'Comment' }).fill('Still used by the nightly run.')
  await dialog.getByRole('button', { name: 'Reject' }).click()
  await expect(dialog).toBeHidden()
  await openPage(manager, '/approvals?tab=mine', 'Approvals')
  await expect(rowOf(manager, key.name)).toContainText('Rejected')
  await manager.getByRole('button', { name: `Archive the key ${key.name}` }).click()
  await expect(manager.getByRole('dialog')).toContainText('Still used by the nightly run.')
  expect((await emulator.apiKey(key.id)).status).toBe('active')
})

test('an object that changed in the Console meanwhile is not what was decided on', async ({
  signedInAs,
  emulator,
  readAnew,
  house,
}) => {
  const key = await newKey(emulator, house.managed[0]?.id)
  await readAnew()
  await proposeArchive(await signedInAs('workspace_manager'), key)
  const admin = await signedInAs('admin')
  const dialog = await openFromInbox(admin, key)
  await emulator.door.post(`/api_keys/${key.id}`, { name: 'renamed in the Console' })
  await dialog.getByRole('button', { name: 'Approve and archive key' }).click()
  await expect(toast(admin, /Stale: .* propose it again/)).toBeVisible()
  expect((await emulator.apiKey(key.id)).status).toBe('active')
})

test('whoever asked takes it back before anybody decided', async ({ signedInAs, emulator, readAnew, house }) => {
  const key = await newKey(emulator, house.managed[0]?.id)
  await readAnew()
  const manager = await signedInAs('workspace_manager')
  await proposeArchive(manager, key)
  await openPage(manager, '/approvals?tab=mine', 'Approvals')
  await manager.getByRole('button', { name: `Archive the key ${key.name}` }).click()
  await manager.getByRole('dialog').getByRole('button', { name: 'Cancel proposal' }).click()
  await expect(rowOf(manager, key.name)).toContainText('Cancelled')
})

test('a change in a cell that needs an approval goes back to what holds, without a word of failure', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const key = await newKey(emulator)
  await emulator.door.post(`/api_keys/${key.id}`, { status: 'inactive' })
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  await chooseIn(page, `Status of ${keyLabel(key)}`, 'Active')
  await expect(toast(page, 'A portal admin or another manager of the workspace must approve it.')).toBeVisible()
  await expect(toast(page, 'still')).toHaveCount(0)
  await expect(cellOf(page, `Status of ${keyLabel(key)}`)).toHaveAccessibleName(/Disabled$/)
})

test('a change that needs a reason asks for it once; leaving the question leaves the key', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const key = await newKey(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  const cell = cellOf(page, `Status of ${keyLabel(key)}`)
  const why = page.getByRole('dialog', { name: 'Why?' })
  await chooseIn(page, `Status of ${keyLabel(key)}`, 'Disabled')
  await why.getByRole('button', { name: 'Cancel' }).click()
  await expect(why).toBeHidden()
  await expect(cell).toHaveAccessibleName(/Active$/)
  expect((await emulator.apiKey(key.id)).status).toBe('active')

  await chooseIn(page, `Status of ${keyLabel(key)}`, 'Disabled')
  await expect(why.getByRole('button', { name: 'Go on' })).toBeDisabled()
  await why.getByRole('textbox', { name: 'Reason' }).fill('Leaked – ticket 7')
  await why.getByRole('button', { name: 'Go on' }).click()
  await expect(toast(page, `${key.name} is disabled`)).toBeVisible()
  expect((await emulator.apiKey(key.id)).status).toBe('inactive')
  await openPage(page, `/audit?q=${key.id}`, 'Audit log')
  await expect(rowOf(page, `Disable the key ${key.name}`).filter({ hasText: 'Done' })).toContainText(
    'Leaked – ticket 7',
  )
})

test('a script with the official SDK learns that its change was proposed, and which proposal it is', async ({
  signedInAs,
  emulator,
  readAnew,
  house,
  portalToken,
}) => {
  const key = await newKey(emulator)
  await readAnew()
  const client = new Anthropic({ apiKey: await portalToken('admin'), baseURL: `${house.url}/api` })
  const error: unknown = await client.organization.apiKeys
    .update(key.id, { status: 'archived' })
    .catch((refusal: unknown) => refusal)
  if (!(error instanceof PermissionDeniedError)) throw new Error('It was not refused')
  expect(error.message).toContain('needs the approval of a second person')
  expect(error.error).toMatchObject({
    error: {
      type: 'permission_error',
      details: {
        error_code: 'approval_required',
        proposal_id: expect.stringMatching(/^proposal_[0-9a-f]{24}$/) as unknown,
      },
    },
  })
  const page = await signedInAs('admin')
  const dialog = await openFromInbox(page, key)
  await dialog.getByRole('button', { name: 'Approve and archive key' }).click()
  await expect(toast(page, `Done: Archive the key ${key.name}.`)).toBeVisible()
  expect((await emulator.apiKey(key.id)).status).toBe('archived')
})

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    test('the page and its dialogs are accessible', async ({ signedInAs, emulator, readAnew, house }) => {
      const key = await newKey(emulator, house.managed[0]?.id)
      const workspace = await newWorkspace(emulator)
      await newKey(emulator, workspace.id)
      await readAnew()
      await proposeArchive(await signedInAs('workspace_manager'), key)
      const page = await signedInAs('admin')
      const dialog = await openFromInbox(page, key)
      expect(await violations(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Close' }).click()
      for (const tab of ['inbox', 'mine', 'history']) {
        await openPage(page, `/approvals?tab=${tab}`, 'Approvals')
        expect(await violations(page), tab).toEqual([])
      }
    })
  })

async function violations(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const found = (await axe.analyze()).violations
  return found.flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `${impact} ${id}: ${html.slice(0, 160)}`))
}
