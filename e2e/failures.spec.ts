import { expect, test } from './fixtures.ts'
import { newMember, unlike } from './objects.ts'
import { actOnRow, cellOf, chooseIn, openPage, rowOf, searchFor, syncNow, toast } from './table.ts'

test.use({ expectedInConsole: [/status of (400|401|404|500|502|503)/] })

test.afterEach(async ({ emulator, readAnew }) => {
  await emulator.door.remove('/faults')
  await readAnew()
})

const outages = [
  { what: 'down', fault: { status: 503 } },
  { what: 'talking nonsense', fault: { html: true, status: 200 } },
  { what: 'cutting its answers short', fault: { truncate: true } },
  { what: 'hanging up', fault: { drop: 'before' as const } },
]

for (const { what, fault } of outages)
  test(`upstream is ${what}: the last known rows stay, with their age and a banner, until it is back`, async ({
    signedInAs,
    emulator,
  }) => {
    const page = await signedInAs('auditor')
    await openPage(page, '/members', 'Members')
    const rows = (await emulator.users()).length
    await emulator.door.fault({ match: { method: 'GET' }, times: 1000, ...fault })
    await syncNow(page)
    await expect(toast(page, 'Could not sync.')).toBeVisible()
    await expect(toast(page, 'Could not sync.')).toContainText(/req_\w+/)
    const banner = page.getByRole('region', { name: 'Notices' }).getByText(/Steward shows the last known data/)
    await expect(banner).toBeVisible()
    expect(await page.getByRole('region', { name: 'Notices' }).evaluate((it) => it.parentElement?.ariaLive)).toBe(
      'polite',
    )

    await openPage(page, '/members', 'Members')
    await expect(banner).toBeVisible()
    await expect(page.getByRole('table', { name: 'Members' })).toHaveAttribute('aria-rowcount', `${rows + 1}`)

    await emulator.door.remove('/faults')
    await syncNow(page)
    await expect(banner).toBeHidden()
    await openPage(page, '/members', 'Members')
    await expect(page.getByText(/Steward shows the last known data/)).toHaveCount(0)
  })

test('upstream is slow: the page is there at once and stays usable', async ({ signedInAs, emulator, readAnew }) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('auditor')
  await emulator.door.fault({ match: { method: 'GET', path: '/users' }, times: 5, delay_ms: 2_500 })
  await openPage(page, '/members', 'Members')
  const sync = page.getByRole('button', { name: 'Sync now' })
  await sync.click()
  await expect(sync).toBeDisabled()
  await searchFor(page, member.email)
  await expect(rowOf(page, member.name)).toBeVisible()
  await expect(sync).toBeDisabled()
  await expect(sync).toBeEnabled()
})

test('a refused edit says why in plain words, with the request id, and the cell shows the truth', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  const cell = cellOf(page, `Role of ${member.name}`)
  const match = { method: 'POST', path: `/users/${member.id}` }
  await emulator.door.fault({ match, status: 400, delay_ms: 500, message: 'The seats of this role are all taken.' })
  await chooseIn(page, `Role of ${member.name}`, 'Developer')
  await expect(cell).toHaveAccessibleName(/Developer/)
  const told = toast(page, `${member.name} is still User.`)
  await expect(told).toContainText('The seats of this role are all taken.')
  await expect(told).toContainText(/req_\w+/)
  await expect(cell).toHaveAccessibleName(/User/)
  expect((await emulator.user(member.id)).role).toBe('user')
})

test('an edit that upstream cannot take fails clearly and changes nothing; the next try works', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  const cell = cellOf(page, `Role of ${member.name}`)
  await emulator.door.fault({ match: { path: `/users/${member.id}` }, times: 100, status: 503 })
  await chooseIn(page, `Role of ${member.name}`, 'Developer')
  await expect(toast(page, `${member.name} is still User.`)).toContainText(/Nothing was changed|not known/, {
    timeout: 20_000,
  })
  await expect(cell).toHaveAccessibleName(/User/)
  expect((await emulator.users()).find(({ id }) => id === member.id)?.role).toBe('user')

  await emulator.door.remove('/faults')
  await chooseIn(page, `Role of ${member.name}`, 'Developer')
  await expect(toast(page, `${member.name} is now Developer.`)).toBeVisible()
  expect((await emulator.user(member.id)).role).toBe('developer')
})

test('an answer lost after the change was made: the cell ends with the truth', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await emulator.door.fault({ match: { method: 'POST', path: `/users/${member.id}` }, drop: 'after' })
  await chooseIn(page, `Role of ${member.name}`, 'Developer')
  await expect(toast(page, member.name)).toBeVisible()
  expect((await emulator.user(member.id)).role).toBe('developer')
  await expect(cellOf(page, `Role of ${member.name}`)).toHaveAccessibleName(/Developer/)
})

test('a dialog shows the failure in place, and confirming again works', async ({ signedInAs, emulator, readAnew }) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await emulator.door.fault({
    match: { method: 'DELETE', path: `/users/${member.id}` },
    status: 400,
    message: 'This member is locked for a moment.',
  })
  await actOnRow(page, member.name, 'Remove from organization…')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').fill(member.email)
  const confirm = dialog.getByRole('button', { name: 'Remove from organization' })
  await confirm.click()
  await expect(dialog.getByRole('alert')).toContainText('This member is locked for a moment.')
  await expect(dialog.getByRole('alert')).toContainText(/req_\w+/)
  expect(await emulator.user(member.id)).toMatchObject({ id: member.id })
  await confirm.click()
  await expect(dialog).toBeHidden()
  expect((await emulator.users()).map(({ id }) => id)).not.toContain(member.id)
})

test('an invite that was not sent can be tried again by itself', async ({ signedInAs, emulator }) => {
  const [good, bad] = [`${unlike('good')}@example.com`, `${unlike('bad')}@example.com`]
  const page = await signedInAs('admin')
  await openPage(page, '/invites', 'Invites')
  await emulator.door.fault({ match: { method: 'POST', path: '/invites' }, status: 400, message: 'Not at the moment.' })
  await page.getByRole('button', { name: 'Invite people' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'E-mail addresses' }).fill(`${bad}\n${good}`)
  await dialog.getByRole('button', { name: 'Invite 2 people' }).click()
  const results = dialog.getByRole('region', { name: 'Results' })
  await expect(results.getByRole('listitem').filter({ hasText: bad })).toContainText('Not at the moment.')
  await expect(dialog.getByText('1 of 2 sent')).toBeVisible()
  await dialog.getByRole('button', { name: 'Retry 1 not sent' }).click()
  await expect(dialog.getByText('2 of 2 sent')).toBeVisible()
  const pending = (await emulator.invites()).filter(({ email }) => email === bad || email === good)
  expect(pending.map(({ email }) => email).toSorted()).toEqual([bad, good].toSorted())
})

test('somebody removed in the Console: their open page says so, and can be tried again', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members/${member.id}`, member.name)
  await emulator.door.remove(`/users/${member.id}`)
  await syncNow(page)
  await expect(page.getByRole('heading', { name: 'This member is gone' })).toBeVisible()
  await expect(page.getByText(/req_\w+/)).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('heading', { name: 'This member is gone' })).toBeVisible()
})

test('a session that ended in the middle of an edit leads to sign-in, and back to the page', async ({
  page,
  context,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  await page.goto(`/members?q=${member.email}`)
  await page.getByRole('button', { name: 'Sign in with SSO' }).click()
  await page.getByRole('button', { name: 'Ada Lindqvist' }).click()
  await expect(cellOf(page, `Role of ${member.name}`)).toBeVisible()
  const other = await context.newPage()
  await openPage(other, '/members', 'Members')
  await other.getByRole('button', { name: 'Sign out' }).click()
  await expect(other.getByRole('heading', { name: 'Sign in to Steward' })).toBeVisible()

  await chooseIn(page, `Role of ${member.name}`, 'Developer')
  await expect(page.getByRole('heading', { name: 'Sign in to Steward' })).toBeVisible()
  expect((await emulator.user(member.id)).role).toBe('user')
  // The company's provider still knows them, so it does not ask again.
  await page.getByRole('button', { name: 'Sign in with SSO' }).click()
  await expect(rowOf(page, member.name)).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`q=${encodeURIComponent(member.email)}|q=${member.email}`))
})

test.describe('without a connection', () => {
  test.use({ expectedInConsole: [/ERR_INTERNET_DISCONNECTED/] })

  test('an edit says at once that the portal cannot be reached, and nothing is sent later', async ({
    signedInAs,
    emulator,
    readAnew,
  }) => {
    const member = await newMember(emulator)
    await readAnew()
    const page = await signedInAs('admin')
    await openPage(page, `/members?q=${member.email}`, 'Members')
    await cellOf(page, `Role of ${member.name}`).click()
    await page.context().setOffline(true)
    await page.getByRole('menuitemradio', { name: 'Developer', exact: true }).click()
    await expect(toast(page, `${member.name} is still User.`)).toContainText('could not be reached')
    await page.context().setOffline(false)
    await syncNow(page)
    await expect(cellOf(page, `Role of ${member.name}`)).toHaveAccessibleName(/User/)
    expect((await emulator.user(member.id)).role).toBe('user')
  })
})

test('a revoked admin key: everything stays readable, nothing can be changed, and it says so', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const member = await newMember(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/members?q=${member.email}`, 'Members')
  await emulator.door.post('/credential', { revoked: true })
  try {
    await chooseIn(page, `Role of ${member.name}`, 'Developer')
    await expect(toast(page, `${member.name} is still User.`)).toContainText(/admin key|credential/)
    await openPage(page, '/members', 'Members')
    await expect(page.getByText(/refuses the admin key/).first()).toBeVisible()
    await expect(page.getByRole('table', { name: 'Members' }).getByRole('row').nth(5)).toBeVisible()
  } finally {
    await emulator.door.post('/credential', { revoked: false })
  }
  expect((await emulator.user(member.id)).role).toBe('user')
})
