import { keyLabel } from '#components/keys/key-words.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'
import { expect, test } from './fixtures.ts'
import { join, newKey, newMember, newWorkspace, unlike } from './objects.ts'
import { actOnRow, openPage, openRowMenu } from './table.ts'

// A world of its own: somebody's sessions are ended here.
test.use({ world: { keys: 40 } })

/** A key as the Console shows it after this member made it; `personal`: it acts as them. */
async function keyBy(
  { door }: EmulatedOrganization,
  key: ApiKey,
  member: Member,
  kind: 'personal' | 'workspace',
): Promise<ApiKey> {
  const principal = kind === 'personal' ? { principal: { type: 'user_actor', user_id: member.id } } : {}
  await door.post(`/api_keys/${key.id}`, { created_by: { id: member.id, type: 'user' }, ...principal })
  return key
}

test('a leaver is offboarded from the list to the report', async ({ signedInAs, emulator, readAnew }) => {
  const leaving = await signedInAs('nobody')
  await leaving.goto('/')
  const name = unlike('Noor')
  const member = await newMember(emulator, { name, email: 'nina.newcomer@example.com', role: 'developer' })
  const workspace = await newWorkspace(emulator)
  await join(emulator, workspace.id, member, 'workspace_developer')
  const made = async (word: string, kind: 'personal' | 'workspace') =>
    keyBy(emulator, await newKey(emulator, workspace.id, unlike(word)), member, kind)
  const [prod, old, kept] = [
    await made('prod', 'workspace'),
    await made('old', 'workspace'),
    await made('kept', 'workspace'),
  ]
  const notebook = await made('notebook', 'personal')
  await emulator.door.post('/invites', { email: 'nina.newcomer+2@example.com', role: 'user' })
  await readAnew()

  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await actOnRow(page, name, 'Offboard…')
  await expect(page.getByRole('heading', { name: `Offboard ${name}`, level: 1 })).toBeVisible()
  const choice = (key: ApiKey) => page.getByRole('combobox', { name: `What to do with ${keyLabel(key)}` })
  await expect(choice(prod)).toHaveValue('disable')
  await expect(choice(notebook)).toHaveValue('keep')
  await expect(page.getByText('Live keys 4 → 0')).toBeVisible()
  await choice(old).selectOption('Archive for good')
  await choice(kept).selectOption('Leave as it is')
  await expect(page.getByText('Live keys 4 → 1')).toBeVisible()
  const outlook = page.getByRole('region', { name: 'What will happen' })
  await expect(outlook).toContainText(`Archived for good: ${old.name}.`)
  await expect(outlook).toContainText(`not brought back by a new invite: ${notebook.name}.`)
  await expect(outlook).toContainText(`One key goes on working: ${kept.name}.`)
  await expect(page.getByRole('checkbox', { name: /^Revoke the invite of nina\.newcomer\+2/ })).toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'End 1 session' })).toBeChecked()

  await page.getByRole('button', { name: 'Review the plan…' }).click()
  const dialog = page.getByRole('dialog', { name: `Offboard ${member.email}` })
  await expect(dialog.getByRole('region', { name: 'What would happen' }).getByRole('listitem')).toHaveCount(4)
  const start = dialog.getByRole('button', { name: 'Apply 4 changes' })
  await expect(start).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Last day')
  await dialog.getByRole('textbox', { name: /^Type/ }).fill(member.email)
  await start.click()

  await expect(page.getByText('4 of 4 done; the job is over.')).toBeVisible({ timeout: 15_000 })
  await expect(page.getByRole('list', { name: 'What ends in Steward' })).toContainText('DoneEnd their sessions')
  expect((await emulator.users()).map(({ id }) => id)).not.toContain(member.id)
  const status = async ({ id }: ApiKey) => (await emulator.apiKey(id)).status
  expect([await status(prod), await status(old), await status(kept), await status(notebook)]).toEqual([
    'inactive',
    'archived',
    'active',
    'archived',
  ])
  expect((await emulator.invites()).filter(({ email }) => email.startsWith('nina.newcomer+2'))).toEqual([])
  await leaving.reload()
  await expect(leaving.getByRole('button', { name: 'Sign in with SSO' })).toBeVisible()

  await readAnew()
  await page.getByRole('link', { name: 'Open the report' }).click()
  await expect(page.getByText('Complete: nothing that was to stop is active.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'API keys' }).getByRole('row', { name: prod.name })).toContainText(
    'ActiveDisableDisabled',
  )
  await expect(page.getByRole('region', { name: 'What was done' }).getByRole('row')).toHaveCount(5)
  await expect(page.getByText('Last day')).toBeVisible()
  await expect(page.getByRole('region', { name: 'What remains' })).toContainText('One key goes on working')
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden()
  await page.emulateMedia({ media: 'screen' })
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download as JSON' }).click()
  expect((await download).suggestedFilename()).toMatch(/^offboarding-job_[0-9a-f]{24}\.json$/)
})

test('an organization admin goes to the Console, and the rest is done here', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator, { role: 'admin' })
  const workspace = await newWorkspace(emulator)
  const key = await keyBy(emulator, await newKey(emulator, workspace.id), member, 'personal')
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members/${member.id}`, member.name)
  await page.getByRole('button', { name: 'Offboard…' }).click()
  await expect(page.getByText(`The Claude Console must remove ${member.email}.`)).toBeVisible()
  await expect(page.getByRole('link', { name: 'Open the Claude Console ↗' })).toBeVisible()
  const remove = page.getByRole('checkbox', { name: `Remove ${member.email} from the organization` })
  await expect(remove).toBeDisabled()
  await expect(remove).not.toBeChecked()
  await expect(remove).toHaveAccessibleDescription(/only be changed in the Claude Console/)
  await page.getByRole('button', { name: 'Review the plan…' }).click()
  const dialog = page.getByRole('dialog', { name: `Offboard ${member.email}` })
  await dialog.getByRole('button', { name: 'Apply 1 change' }).click()
  await expect(page.getByText('1 of 1 done; the job is over.')).toBeVisible({ timeout: 15_000 })
  expect((await emulator.apiKey(key.id)).status).toBe('inactive')
  await page.getByRole('link', { name: 'Open the report' }).click()
  await expect(page.getByRole('region', { name: 'What remains' })).toContainText(`${member.email} is still a member`)
})

test('the help desk sees that only a portal admin can do it', async ({ signedInAs, emulator, readAnew }) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('helpdesk')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await openRowMenu(page, member.name)
  const item = page.getByRole('menuitem', { name: 'Offboard…' })
  await expect(item).toBeDisabled()
  await expect(item).toContainText('cannot remove members. A portal admin can do it')
  await page.goto(`/members/${member.id}/offboard`)
  await expect(page.getByRole('heading', { name: 'Offboarding is not yours to do' })).toBeVisible()
})
