import { keyLabel } from '#components/keys/key-words.ts'
import { expect, test } from './fixtures.ts'
import { newKey, newWorkspace, unlike } from './objects.ts'
import { actOnRow, cellOf, openPage, openRowMenu, rowOf, toast } from './table.ts'

const policy = `
invites: { allowed_domains: [example.com] }
ceilings:
  helpdesk: { org_roles: [user] }
protected: { keys: [prod-backend, no-such-key], tags: { kept: 'yes' }, except: [key.disable] }
reasons: [{ actions: [key.archive, workspace.archive] }]
approvals: [{ actions: [workspace.archive], by: admin, expires_hours: 24 }]
freeze:
  - { from: 2020-01-01T00:00:00Z, until: 2099-01-01T00:00:00Z, reason: Migration, except: ['key.*', 'workspace.*', 'invite.*', member.change_role] }
`

test.use({ world: { seed: 7, policy } })

test('an address outside the allowed domains is told while it is typed, and never sent', async ({
  signedInAs,
  emulator,
}) => {
  const [good, bad] = [`${unlike('good')}@example.com`, `${unlike('bad')}@elsewhere.example`]
  const page = await signedInAs('admin')
  await openPage(page, '/invites', 'Invites')
  await page.getByRole('button', { name: 'Invite people' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'E-mail addresses' }).fill(`${bad}\n${good}`)
  const preview = dialog.getByRole('region', { name: 'Preview' })
  await expect(preview).toContainText('Domain refused. The policy file allows invites only to example.com.')
  await expect(dialog.getByText('1 with a refused domain')).toBeVisible()
  await dialog.getByRole('button', { name: 'Invite 1 person' }).click()
  await expect(dialog.getByText('1 of 1 sent')).toBeVisible()
  const sent = (await emulator.invites()).map(({ email }) => email)
  expect([sent.includes(good), sent.includes(bad)]).toEqual([true, false])
})

test('a protected key says why it stays as it is, and can only be disabled', async ({ signedInAs, emulator }) => {
  const key = (await emulator.apiKeys()).find(({ name }) => name === 'prod-backend')
  if (key === undefined) throw new Error('The seed has no prod-backend')
  const page = await signedInAs('admin')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  await openRowMenu(page, keyLabel(key))
  for (const act of ['Archive…', 'Rename…']) {
    const item = page.getByRole('menuitem', { name: act })
    await expect(item).toHaveAttribute('aria-disabled', 'true')
    await expect(item).toHaveAccessibleDescription(/^The policy file protects this key/)
  }
  await expect(page.getByRole('menuitem', { name: 'Disable', exact: true })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('archiving a key asks for a reason, and the audit log keeps it', async ({ signedInAs, emulator, readAnew }) => {
  const workspace = await newWorkspace(emulator)
  const key = await newKey(emulator, workspace.id)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  await actOnRow(page, keyLabel(key), 'Archive…')
  const dialog = page.getByRole('dialog', { name: `Archive ${key.name}?` })
  await dialog.getByRole('textbox', { name: `Type “${key.name}” to confirm` }).fill(key.name)
  const archive = dialog.getByRole('button', { name: 'Archive key' })
  await expect(archive).toHaveAccessibleDescription('Give a reason above first.')
  const reason = `Leaked – ${unlike('ticket')}`
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason)
  await archive.click()
  await expect(toast(page, `${key.name} is archived.`)).toBeVisible()
  expect((await emulator.apiKey(key.id)).status).toBe('archived')
  await openPage(page, '/audit', 'Audit log')
  await expect(page.getByText(reason).first()).toBeVisible()
})

test.describe('what needs a second person', () => {
  // The gateway answers a proposal with 403, which the browser reports.
  test.use({ expectedInConsole: [/403/] })

  test('says so before it is proposed', async ({ signedInAs, emulator, readAnew }) => {
    const workspace = await newWorkspace(emulator)
    await readAnew()
    const page = await signedInAs('admin')
    await openPage(page, `/workspaces?q=${workspace.name}`, 'Workspaces')
    await actOnRow(page, workspace.name, 'Archive…')
    const dialog = page.getByRole('dialog', { name: `Archive ${workspace.name}?` })
    await expect(dialog).toContainText('A second person must approve this: a portal admin other than you.')
    await dialog.getByRole('textbox', { name: `Type “${workspace.name}” to confirm` }).fill(workspace.name)
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Team is gone')
    await dialog.getByRole('button', { name: 'Propose' }).click()
    await expect(toast(page, /proposed/i)).toBeVisible()
    await expect(dialog).toBeHidden()
    expect((await emulator.workspace(workspace.id)).archived_at).toBeNull()
  })
})

test('everybody sees the freeze, and what it stops says so', async ({ signedInAs }) => {
  for (const role of ['auditor', 'workspace_manager'] as const) {
    const page = await signedInAs(role)
    await openPage(page, '/members', 'Members')
    const banner = page.getByRole('region', { name: 'Freeze' })
    await expect(banner).toContainText('The policy file freezes changes until 01 Jan 2099 00:00 UTC (Migration).')
  }
  const page = await signedInAs('admin')
  await openPage(page, '/members', 'Members')
  const row = page.getByRole('row').filter({ hasText: 'Developer' }).first()
  await row.getByRole('button', { name: /^Actions for / }).click()
  const remove = page.getByRole('menuitem', { name: 'Remove from organization…' })
  await expect(remove).toHaveAccessibleDescription(/freezes changes until/)
})

test('a ceiling of the policy takes roles out of the help desk’s reach', async ({ signedInAs, emulator }) => {
  const member = (await emulator.users()).find(({ role }) => role === 'user')
  if (member === undefined) throw new Error('The seed has no ordinary user')
  const page = await signedInAs('helpdesk')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await cellOf(page, `Role of ${member.name}`).click()
  const developer = page.getByRole('menuitemradio', { name: 'Developer' })
  await expect(developer).toHaveAttribute('aria-disabled', 'true')
  await expect(developer).toHaveAccessibleDescription(/^The policy file does not let your portal role/)
  await expect(page.getByRole('menuitemradio', { name: 'User', exact: true })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  )
})

test('Settings tells the rules in words, and what they would break today', async ({ signedInAs, emulator }) => {
  const page = await signedInAs('auditor')
  await openPage(page, '/settings', 'Settings')
  const rules = page.getByRole('region', { name: 'Policy', exact: true })
  await expect(rules).toContainText('policy.yaml')
  await expect(page.getByRole('table', { name: 'Approvals' })).toContainText('workspace.archive')
  await expect(page.getByRole('table', { name: 'Freezes' })).toContainText('Now')
  await expect(page.getByRole('table', { name: 'Protected' })).toContainText('kept=yes')
  const dryRun = page.getByRole('region', { name: 'Policy dry run' })
  await expect(dryRun).toContainText('Protected keys that do not exist')
  await dryRun.getByText('Protected keys that do not exist').click()
  await expect(dryRun.getByText('no-such-key')).toBeVisible()
  const outside = (await emulator.users()).filter(({ email }) => !email.endsWith('@example.com'))
  if (outside.length > 0) await expect(dryRun).toContainText('Members outside the allowed domains')
  await expect(rowOf(page, 'Help desk').first()).toBeVisible()
})
