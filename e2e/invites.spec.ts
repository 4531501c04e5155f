import { expect, test } from './fixtures.ts'
import { newInvite, newMember, unlike } from './objects.ts'
import { actOnRow, chooseIn, openPage, rowOf, toast } from './table.ts'

test('the list holds every pending invite, the others when asked for', async ({ signedInAs, emulator, readAnew }) => {
  const [pending, accepted] = [await newInvite(emulator), await newInvite(emulator)]
  await emulator.door.post(`/invites/${accepted.id}/accept`, {})
  await readAnew()
  const all = await emulator.invites()
  const open = all.filter(({ status }) => status === 'pending')
  const page = await signedInAs('auditor')
  await openPage(page, '/invites', 'Invites')
  const table = page.getByRole('table', { name: 'Invites' })
  await expect(table).toHaveAttribute('aria-rowcount', `${open.length + 1}`)
  await expect(rowOf(page, pending.email)).toContainText('Outside Steward')
  await page.getByRole('button', { name: `Show accepted and expired (${all.length - open.length})` }).click()
  await expect(table).toHaveAttribute('aria-rowcount', `${all.length + 1}`)
  await expect(rowOf(page, accepted.email)).toContainText('Accepted')
})

test('many people are invited at once, after a look at what will happen', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const [member, invited] = [await newMember(emulator), await newInvite(emulator)]
  await readAnew()
  const [first, second] = [`${unlike('first')}@example.com`, `${unlike('second')}@example.com`]
  const page = await signedInAs('admin')
  await openPage(page, '/invites', 'Invites')
  await page.getByRole('button', { name: 'Invite people' }).click()
  const dialog = page.getByRole('dialog')
  const pasted = [first, `Second Person <${second}>, developer`, first, member.email, invited.email, 'not an address']
  await dialog.getByRole('textbox', { name: 'E-mail addresses' }).fill(pasted.join('\n'))
  const preview = dialog.getByRole('region', { name: 'Preview' })
  for (const words of ['Already in line 1', 'Already a member', 'Already invited', 'Not an e-mail address'])
    await expect(preview).toContainText(words)
  await dialog.getByRole('radio', { name: 'Claude Code user' }).check()
  await dialog.getByRole('button', { name: 'Invite 2 people' }).click()
  await expect(dialog.getByText('2 of 2 sent')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await expect(rowOf(page, second)).toContainText('ada.admin@example.com')
  const sent = (await emulator.invites()).filter(({ email }) => email === first || email === second)
  expect(new Map(sent.map(({ email, role }) => [email, role]))).toEqual(
    new Map([
      [first, 'claude_code_user'],
      [second, 'developer'],
    ]),
  )
})

test('an invite is revoked', async ({ signedInAs, emulator, readAnew }) => {
  const invite = await newInvite(emulator)
  await readAnew()
  const page = await signedInAs('helpdesk')
  await openPage(page, `/invites?q=${invite.email}`, 'Invites')
  await actOnRow(page, invite.email, 'Revoke…')
  const dialog = page.getByRole('dialog', { name: `Revoke the invite of ${invite.email}?` })
  await dialog.getByRole('button', { name: 'Revoke invite' }).click()
  await expect(toast(page, `The invite of ${invite.email} was revoked.`)).toBeVisible()
  expect((await emulator.invites()).map(({ id }) => id)).not.toContain(invite.id)
  await expect(rowOf(page, invite.email)).toHaveCount(0)
})

test('resending is one act: the old invite goes, a new one comes', async ({ signedInAs, emulator, readAnew }) => {
  const invite = await newInvite(emulator, { role: 'developer' })
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/invites?q=${invite.email}`, 'Invites')
  await actOnRow(page, invite.email, 'Resend…')
  const dialog = page.getByRole('dialog', { name: `Resend the invite of ${invite.email}?` })
  await expect(dialog).toContainText('The old link stops working')
  await dialog.getByRole('button', { name: 'Resend invite' }).click()
  await expect(toast(page, `A new invite as Developer was sent to ${invite.email}.`)).toBeVisible()
  const now = (await emulator.invites()).filter(({ email }) => email === invite.email)
  expect(now).toHaveLength(1)
  expect(now[0]).toMatchObject({ role: 'developer', status: 'pending' })
  expect(now[0]?.id).not.toBe(invite.id)
})

test('another role is another invite, and says so first', async ({ signedInAs, emulator, readAnew }) => {
  const invite = await newInvite(emulator, { role: 'user' })
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/invites?q=${invite.email}`, 'Invites')
  await chooseIn(page, `Role of ${invite.email}`, 'Developer')
  const dialog = page.getByRole('dialog', { name: `Invite ${invite.email} with another role?` })
  await expect(dialog).toContainText('from User to Developer')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect((await emulator.invite(invite.id)).status).toBe('pending')
  await chooseIn(page, `Role of ${invite.email}`, 'Developer')
  await dialog.getByRole('button', { name: 'Send new invite' }).click()
  await expect(toast(page, `A new invite as Developer was sent to ${invite.email}.`)).toBeVisible()
  const now = (await emulator.invites()).filter(({ email }) => email === invite.email)
  expect(now.map(({ role, status }) => ({ role, status }))).toEqual([{ role: 'developer', status: 'pending' }])
})
