import { pagePaths } from '#lib/paths.ts'
import { expect, test } from './fixtures.ts'
import { join, newInvite, newKey, newMember, newWorkspace, unlike, writesDuring } from './objects.ts'
import { applyPlan, bringFile, bulk, planOf, plannedRows, select, untilEnded } from './plans.ts'
import { openPage, rowOf } from './table.ts'

test('invites come from a file: bad rows are named, good ones are sent, the same file is the same job', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const [first, second, third] = [unlike('one'), unlike('two'), unlike('three')].map((word) => `${word}@example.com`)
  const member = await newMember(emulator)
  const workspace = await newWorkspace(emulator)
  await readAnew()
  const file = [
    'email,role,workspaces',
    `${first},developer,`,
    'not an address,user,',
    `${second},emperor,`,
    `${member.email},user,`,
    `${third},user,${workspace.name}:workspace_developer`,
  ].join('\n')
  const page = await signedInAs('admin')
  await openPage(page, '/invites', 'Invites')
  const plan = await planOf(page, () => bringFile(page, 'newcomers.csv', file))
  await expect(plan).toContainText('Line 3')
  await expect(plan).toContainText('This is not a valid e-mail address.')
  await expect(plan).toContainText('This role cannot be given')
  await plan.getByRole('button', { name: /^Not understood/ }).click()
  await expect(plannedRows(plan)).toHaveCount(2)
  const job = await applyPlan(page, plan)
  await expect(page.getByText(`Waits until ${third} has joined.`)).toBeVisible()
  await expect(rowOf(page, `${first}`)).toContainText('Done')
  await expect(rowOf(page, `${third}`).first()).toContainText('Done')

  const sent = (await emulator.invites()).filter(({ email }) => [first, second, third].includes(email))
  expect(new Map(sent.map(({ email, role }) => [email, role]))).toEqual(
    new Map([
      [first, 'developer'],
      [third, 'user'],
    ]),
  )
  const results = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download results' }).click()
  expect((await results).suggestedFilename()).toBe('job-results.csv')

  await openPage(page, '/invites', 'Invites')
  const again = await planOf(page, () => bringFile(page, 'the-same-again.csv', file))
  await expect(again).toContainText('The same changes became a job')
  await expect(again.getByRole('button', { name: /^Apply/ })).toBeDisabled()
  await again.getByRole('link', { name: 'Open that job' }).click()
  await page.waitForURL(`**${pagePaths.job(job)}`)
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('three roles are changed at once, and taken back as a job', async ({ signedInAs, emulator, readAnew }) => {
  const members = [await newMember(emulator), await newMember(emulator), await newMember(emulator)]
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, '/members', 'Members')
  await select(
    page,
    members.map(({ name }) => name),
  )
  await bulk(page, 'Change role…')
  const choice = page.getByRole('dialog', { name: 'Change the role of 3 members' })
  await expect(choice.getByRole('button', { name: 'Show the plan' })).toBeDisabled()
  await choice.getByRole('radio', { name: 'Developer' }).check()
  const plan = await planOf(page, () => choice.getByRole('button', { name: 'Show the plan' }).click())
  await expect(plannedRows(plan)).toHaveCount(3)
  await expect(plannedRows(plan).first()).toContainText('role: user → becomes developer')
  await applyPlan(page, plan)
  await untilEnded(page)
  const roles = async () => Promise.all(members.map(async ({ id }) => (await emulator.user(id)).role))
  expect(await roles()).toEqual(['developer', 'developer', 'developer'])

  await page.getByRole('button', { name: 'Undo 3…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Undo 3 changes' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Undo of Change the role of 3 members')
  await untilEnded(page)
  expect(await roles()).toEqual(['user', 'user', 'user'])
  await page.getByRole('link', { name: 'Takes back this job' }).click()
  await expect(page.getByRole('link', { name: 'Taken back by this job' })).toBeVisible()
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Members' }).click()
  await expect(rowOf(page, members[0]?.name ?? '')).toContainText('User')
})

test('a campaign disables now, archives later, and can be cancelled until then', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const workspace = await newWorkspace(emulator)
  const keys = [await newKey(emulator, workspace.id), await newKey(emulator, workspace.id)]
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, '/keys', 'API keys')
  await select(
    page,
    keys.map(({ name }) => name),
  )
  await bulk(page, 'Campaign…')
  const days = page.getByRole('dialog').getByRole('spinbutton', { name: 'Days until they are archived' })
  await expect(days).toHaveValue('14')
  await days.fill('91')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Show the plan' })).toBeDisabled()
  await days.fill('30')
  const plan = await planOf(page, () => page.getByRole('dialog').getByRole('button', { name: 'Show the plan' }).click())
  await expect(plannedRows(plan)).toHaveCount(4)
  await expect(plan).toContainText('2 of these keys are active: calls with them fail at once.')
  await expect(plan.getByText(/^Not before /)).toHaveCount(2)
  await expect(plan.getByRole('button', { name: 'Apply 4 changes' })).toBeDisabled()
  await plan.getByRole('textbox', { name: 'Type “2” to confirm' }).fill('2')
  await applyPlan(page, plan)
  const title = page.getByRole('heading', { level: 1 })
  await expect(title).toContainText('Waiting', { timeout: 20_000 })
  const statuses = async () => Promise.all(keys.map(async ({ id }) => (await emulator.apiKey(id)).status))
  expect(await statuses()).toEqual(['inactive', 'inactive'])
  await page.getByRole('button', { name: 'Cancel…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the job' }).click()
  await expect(title).toContainText('Cancelled')
  expect(await statuses()).toEqual(['inactive', 'inactive'])
})

test('members of a workspace change their role there together, and others join it', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const workspace = await newWorkspace(emulator)
  const members = [await newMember(emulator), await newMember(emulator)]
  const newcomer = await newMember(emulator)
  for (const member of members) await join(emulator, workspace.id, member, 'workspace_user')
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, pagePaths.workspace(workspace.id), workspace.name)
  await page.getByRole('checkbox', { name: /^Select all/ }).check()
  await bulk(page, 'Change role…')
  await page.getByRole('radio', { name: 'Workspace developer', exact: true }).check()
  const plan = await planOf(page, () => page.getByRole('button', { name: 'Show the plan' }).click())
  await applyPlan(page, plan)
  await untilEnded(page)
  await openPage(page, '/members', 'Members')
  await select(page, [newcomer.name])
  await bulk(page, 'Add to workspaces…')
  await page.getByRole('dialog').getByRole('checkbox', { name: workspace.name }).check()
  await page.getByRole('radio', { name: 'Workspace user', exact: true }).check()
  const second = await planOf(page, () => page.getByRole('button', { name: 'Show the plan' }).click())
  await applyPlan(page, second)
  await untilEnded(page)
  const held = new Map((await emulator.workspaceMembers(workspace.id)).map((row) => [row.user_id, row.workspace_role]))
  expect(members.map(({ id }) => held.get(id))).toEqual(['workspace_developer', 'workspace_developer'])
  expect(held.get(newcomer.id)).toBe('workspace_user')
})

test('a whole key in a file is refused in the browser, and nothing is sent', async ({ signedInAs }) => {
  const page = await signedInAs('admin')
  await openPage(page, '/keys', 'API keys')
  await page.getByRole('button', { name: 'Import CSV…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import key statuses' })
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.postData() ?? ''))
  const secret = `sk-ant-api03-${'x'.repeat(40)}igAA`
  const table = dialog.getByRole('textbox', { name: 'Table' })
  await table.fill(`key,status\n${secret},archived\n`)
  await expect(dialog.getByText(/^Line 2 holds what looks like a whole API key/)).toBeVisible()
  await expect(table).toHaveValue('')
  await expect(dialog.getByRole('button', { name: 'Show the plan' })).toBeDisabled()
  expect(requests.filter((body) => body.includes('sk-ant-api03'))).toEqual([])
})

test('what this person may not do at all is there, and says why', async ({ signedInAs, emulator, readAnew }) => {
  const [member, invite] = [await newMember(emulator), await newInvite(emulator)]
  await readAnew()
  const page = await signedInAs('helpdesk')
  await openPage(page, '/members', 'Members')
  await select(page, [member.name])
  const bar = page.getByRole('region', { name: 'Selection' })
  await expect(bar.getByRole('button', { name: 'Change role…' })).toBeEnabled()
  const remove = bar.getByRole('button', { name: 'Remove…' })
  await expect(remove).toBeDisabled()
  await expect(remove).toHaveAccessibleDescription(/./)
  await openPage(page, '/invites', 'Invites')
  await select(page, [invite.email])
  await bulk(page, 'Revoke…')
  const plan = page.getByRole('dialog', { name: 'Revoke 1 invite' })
  await plan.getByRole('button', { name: 'Cancel' }).click()
  expect((await emulator.invite(invite.id)).status).toBe('pending')
})

test('more than twenty pasted addresses become a job', async ({ signedInAs, emulator }) => {
  const addresses = Array.from({ length: 21 }, () => `${unlike('crowd')}@example.com`)
  const page = await signedInAs('admin')
  await openPage(page, '/invites', 'Invites')
  await page.getByRole('button', { name: 'Invite people' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'E-mail addresses' }).fill(addresses.join('\n'))
  const writes = await writesDuring(emulator, async () => {
    const plan = await planOf(page, () => page.getByRole('button', { name: 'Plan 21 people' }).click())
    await applyPlan(page, plan)
    await untilEnded(page)
  })
  expect(writes).toHaveLength(21)
  const sent = (await emulator.invites()).map(({ email }) => email)
  expect(sent).toEqual(expect.arrayContaining(addresses))
})
