import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { portalPaths } from '#lib/paths.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'
import { expect, test } from './fixtures.ts'
import { join, newKey, newMember, newWorkspace, unlike } from './objects.ts'
import { actOnRow, openPage } from './table.ts'

/** A person of the test's own with two memberships, and a third workspace without them. */
async function ownCorner(emulator: EmulatedOrganization) {
  const word = unlike('Corner')
  const member = await newMember(emulator)
  const [a, b, c] = [
    await newWorkspace(emulator, `${word} A`),
    await newWorkspace(emulator, `${word} B`),
    await newWorkspace(emulator, `${word} C`),
  ]
  await join(emulator, a.id, member, 'workspace_user')
  await join(emulator, b.id, member, 'workspace_developer')
  return { word, member, a, b, c }
}

async function rolesOf(emulator: EmulatedOrganization, member: Member, workspaces: readonly Workspace[]) {
  const roles: (string | null)[] = []
  for (const { id } of workspaces) {
    const row = (await emulator.workspaceMembers(id)).find(({ user_id }) => user_id === member.id)
    roles.push(row?.workspace_role ?? null)
  }
  return roles
}

function gridOf(page: Page): Locator {
  return page.getByRole('grid', { name: 'Access' })
}

function cellsOf(page: Page, member: Member): Locator {
  return gridOf(page).getByRole('row').filter({ hasText: member.email }).getByRole('gridcell')
}

const stagedBar = (page: Page) => page.getByRole('region', { name: 'Staged changes' })

test('three edits by keyboard alone become a plan and a job, which can be taken back', async ({
  signedInAs,
  emulator,
  readAnew,
  routesAs,
}) => {
  const { word, member, a, b, c } = await ownCorner(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, '/access', 'Access')
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search members' })).toBeFocused()
  await page.keyboard.type(member.email)
  await page.keyboard.press('Tab')
  await expect(page.getByRole('searchbox', { name: 'Filter workspaces' })).toBeFocused()
  await page.keyboard.type(word)
  await expect(gridOf(page)).toHaveAttribute('aria-colcount', '4')
  await expect(page).toHaveURL(new RegExp(`w=${word}`))
  await page.getByRole('searchbox', { name: 'Filter workspaces' }).blur()

  const cells = cellsOf(page, member)
  await page.keyboard.press('j')
  await expect(cells.nth(0)).toBeFocused()
  await expect(cells.nth(0)).toHaveAccessibleName('Workspace user')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Workspace user' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(cells.nth(0)).toHaveAccessibleName('Staged: Workspace user to Workspace developer')
  await expect(cells.nth(0)).toBeFocused()

  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Workspace developer' })).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(cells.nth(1)).toHaveAccessibleName('Staged: Workspace developer to No access')

  await page.keyboard.press('End')
  await expect(cells.nth(2)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'No access' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  await expect(cells.nth(2)).toBeFocused()
  await page.keyboard.press('e')
  await expect(page.getByRole('menuitemradio', { name: 'No access' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(cells.nth(2)).toHaveAccessibleName('Staged: No access to Workspace user')
  await expect(stagedBar(page)).toContainText('3 staged changes')

  await page.reload()
  await expect(stagedBar(page)).toContainText('3 staged changes')
  expect(await rolesOf(emulator, member, [a, b, c])).toEqual(['workspace_user', 'workspace_developer', null])
  await stagedBar(page).getByRole('button', { name: 'Make a plan' }).press('Enter')
  const plan = page.getByRole('dialog', { name: `Change the access of ${member.name}` })
  await expect(plan.getByRole('listitem').filter({ hasText: word })).toHaveCount(3)
  await plan.getByRole('button', { name: 'Apply 3 changes' }).press('Enter')
  await expect(stagedBar(page)).toBeHidden()
  const job = page.getByRole('region', { name: 'Job of these changes' })
  await expect(job).toContainText('3 of 3 done.')
  expect(await rolesOf(emulator, member, [a, b, c])).toEqual(['workspace_developer', null, 'workspace_user'])
  await expect(cells.nth(0)).toHaveAccessibleName('Workspace developer')
  await expect(cells.nth(1)).toHaveAccessibleName('No access')

  const id = (await job.getByRole('link', { name: 'Open the job' }).getAttribute('href'))?.split('/').at(-1) ?? ''
  const routes = await routesAs('admin')
  expect((await routes.post(portalPaths.controlJob(id, 'undo'), { data: {} })).status()).toBe(200)
  await expect.poll(() => rolesOf(emulator, member, [a, b, c])).toEqual(['workspace_user', 'workspace_developer', null])
})

test('staged changes are reviewed, dropped one by one, and discarded', async ({ signedInAs, emulator, readAnew }) => {
  const { word, member, b } = await ownCorner(emulator)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/access?q=${member.email}&w=${word}`, 'Access')
  for (const at of [0, 1]) {
    await cellsOf(page, member).nth(at).click()
    await page.getByRole('menuitemradio', { name: 'No access' }).click()
  }
  await stagedBar(page).getByRole('button', { name: 'Review' }).click()
  const review = page.getByRole('dialog', { name: 'Staged changes' })
  await review.getByRole('button', { name: `Drop ${member.name} in ${b.name}` }).click()
  await expect(review.getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(stagedBar(page)).toContainText('1 staged change')
  await expect(cellsOf(page, member).nth(1)).toHaveAccessibleName('Workspace developer')
  await stagedBar(page).getByRole('button', { name: 'Discard all' }).click()
  await expect(stagedBar(page)).toBeHidden()
})

test('what is inherited is locked with its source, a manager sees their own workspaces alone', async ({
  signedInAs,
  house,
}) => {
  const page = await signedInAs('workspace_manager')
  await openPage(page, '/access?source=inherited&role=workspace_admin', 'Access')
  const headers = gridOf(page).getByRole('columnheader')
  await expect(headers).toHaveCount(house.managed.length + 1)
  const inherited = gridOf(page)
    .getByRole('gridcell', { name: /^Workspace admin, from the organization role / })
    .first()
  await expect(inherited).toHaveAttribute('aria-disabled', 'true')
  await expect(inherited).toHaveAccessibleDescription(/admin of every workspace/)
  await inherited.press('Enter')
  await expect(page.getByRole('menu')).toBeHidden()
})

test('access of a colleague is copied as staged changes, a leaver is taken out of everything', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const { word, member, a } = await ownCorner(emulator)
  const joiner = await newMember(emulator)
  await join(emulator, a.id, joiner, 'workspace_admin')
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/access?q=${joiner.email}&w=${word}`, 'Access')
  await gridOf(page).getByRole('rowheader').click()
  await page.getByRole('menuitem', { name: 'Copy access of another person…' }).click()
  const dialog = page.getByRole('dialog', { name: `Copy access to ${joiner.name}` })
  await dialog.getByRole('textbox', { name: 'From' }).fill(member.email)
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('list', { name: 'What would be staged' })).toContainText(`${word} B`)
  await dialog.getByRole('button', { name: 'Stage 2 changes' }).click()
  await expect(cellsOf(page, joiner).nth(0)).toHaveAccessibleName('Staged: Workspace admin to Workspace user')
  await expect(cellsOf(page, joiner).nth(1)).toHaveAccessibleName('Staged: No access to Workspace developer')

  await gridOf(page).getByRole('rowheader').click()
  await page.getByRole('menuitem', { name: 'Remove from all workspaces' }).click()
  await expect(cellsOf(page, joiner).nth(0)).toHaveAccessibleName('Staged: Workspace admin to No access')
  await stagedBar(page).getByRole('button', { name: 'Discard all' }).click()
})

test('what is shown is exported, a line for every role or a column for every workspace', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const { word, member, a, b } = await ownCorner(emulator)
  await readAnew()
  const page = await signedInAs('auditor')
  await openPage(page, `/access?q=${member.email}&w=${word}`, 'Access')
  const saved = async (item: string) => {
    await page.getByRole('button', { name: 'Export' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item, exact: true }).click(),
    ])
    return readFile(await file.path(), 'utf8')
  }
  const lines = (await saved('CSV')).trim().split('\r\n')
  expect(lines.slice(1)).toEqual([
    `${member.name},${member.email},user,${a.name},workspace_user,direct,${member.id},${a.id}`,
    `${member.name},${member.email},user,${b.name},workspace_developer,direct,${member.id},${b.id}`,
  ])
  expect((JSON.parse(await saved('JSON')) as unknown[]).length).toBe(2)
  expect((await saved('Wide CSV')).trim().split('\r\n')[1]).toBe(
    `${member.name},${member.email},user,workspace_user,workspace_developer,`,
  )
})

test('a key tells who can reach it', async ({ signedInAs, emulator, readAnew }) => {
  const { member, b } = await ownCorner(emulator)
  const key = await newKey(emulator, b.id)
  await readAnew()
  const page = await signedInAs('auditor')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  await actOnRow(page, `${key.name} …${key.partial_key_hint?.slice(-4) ?? ''}`, 'Who can reach it…')
  const dialog = page.getByRole('dialog', { name: /^Who can reach / })
  await expect(dialog.getByRole('listitem').filter({ hasText: member.email })).toContainText(
    `Workspace developer in ${b.name}`,
  )
  await expect(dialog).toContainText('Nothing records who has it')
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('a person is picked and a role of theirs is staged', async ({ signedInAs, emulator, readAnew }) => {
    const { member, c } = await ownCorner(emulator)
    await readAnew()
    const page = await signedInAs('admin')
    await openPage(page, '/access', 'Access')
    await page.getByRole('searchbox', { name: 'Search members' }).fill(member.email)
    await page.getByRole('button', { name: member.name }).click()
    const cards = page.getByRole('list', { name: `Workspaces of ${member.name}` })
    await expect(cards.getByRole('listitem')).toHaveCount(3)
    await page.getByRole('button', { name: /without access$/ }).click()
    await cards.getByRole('button', { name: `${member.name} in ${c.name}: No access` }).click()
    await page.getByRole('menuitemradio', { name: 'Workspace user' }).click()
    await expect(cards).toContainText('staged: No access → Workspace user')
    await expect(stagedBar(page)).toContainText('1 staged change')
    await expect(page).toHaveURL(new RegExp(`see=people%2C${member.id}`))
    await stagedBar(page).getByRole('button', { name: 'Discard all' }).click()
  })
})
