import { pagePaths } from '#lib/paths.ts'
import { expect, test } from './fixtures.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'
import { newMember } from './objects.ts'
import { applyPlan, bringFile, planOf, untilEnded } from './plans.ts'
import { openPage, rowOf } from './table.ts'

async function membersOf(emulator: EmulatedOrganization, count: number) {
  const members = []
  for (let n = 0; n < count; n += 1) members.push(await newMember(emulator))
  return members
}

function roleFile(members: readonly { email: string }[]): string {
  return ['email,role', ...members.map(({ email }) => `${email},developer`)].join('\n')
}

test('a job is cancelled in the middle: what was done stays, the rest is left', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const members = await membersOf(emulator, 6)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, '/members', 'Members')
  const plan = await planOf(page, () => bringFile(page, 'roles.csv', roleFile(members)))
  await emulator.door.fault({ match: { method: 'POST', path: '/users/{id}' }, times: 6, delay_ms: 1_500 })
  await applyPlan(page, plan)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Running')
  await expect(page.getByText('1 done', { exact: true })).toBeVisible({ timeout: 15_000 })
  await page.getByRole('button', { name: 'Cancel…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the job' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Cancelled', { timeout: 15_000 })
  const roles = await Promise.all(members.map(async ({ id }) => (await emulator.user(id)).role))
  const changed = roles.filter((role) => role === 'developer').length
  expect(changed).toBeGreaterThan(0)
  expect(changed).toBeLessThan(6)
  await expect(page.getByText(`${changed} done`, { exact: true })).toBeVisible()
  await expect(page.getByText(`${6 - changed} cancelled`, { exact: true })).toBeVisible()
  await emulator.door.remove('/faults')
})

test('a row that failed says why and is tried again', async ({ signedInAs, emulator, readAnew }) => {
  const members = await membersOf(emulator, 3)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, '/members', 'Members')
  const plan = await planOf(page, () => bringFile(page, 'roles.csv', roleFile(members)))
  const [, second] = members
  await emulator.door.fault({
    match: { method: 'POST', path: `/users/${second?.id ?? ''}` },
    status: 400,
    message: 'Not on a Tuesday.',
  })
  await applyPlan(page, plan)
  await untilEnded(page)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Ended, some failed')
  await expect(rowOf(page, second?.email ?? '')).toContainText('Not on a Tuesday.')
  await page.getByRole('button', { name: 'Filter by Result' }).click()
  await page.getByRole('menuitemcheckbox', { name: /^Failed/ }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(2)
  await page.getByRole('button', { name: 'Retry 1 failed' }).click()
  await expect(page.getByText('3 done', { exact: true })).toBeVisible({ timeout: 15_000 })
  expect((await emulator.user(second?.id ?? '')).role).toBe('developer')
})

test('the list holds the jobs, each with its page, and a row leads to the audit log', async ({
  signedInAs,
  emulator,
  readAnew,
}) => {
  const members = await membersOf(emulator, 2)
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, '/members', 'Members')
  const plan = await planOf(page, () => bringFile(page, `roles of ${members[0]?.name ?? ''}.csv`, roleFile(members)))
  const id = await applyPlan(page, plan)
  await untilEnded(page)
  const auditor = await signedInAs('auditor')
  await openPage(auditor, `/jobs?q=${members[0]?.name ?? ''}`, 'Jobs')
  const row = rowOf(auditor, `roles of ${members[0]?.name ?? ''}.csv`)
  await expect(row).toContainText('2 of 2 done')
  await expect(row).toContainText('Import')
  await row.getByRole('link').click()
  await auditor.waitForURL(`**${pagePaths.job(id)}`)
  await expect(auditor.getByRole('button', { name: 'Undo 2…' })).toBeDisabled()
  await auditor
    .getByRole('link', { name: /^Audit: / })
    .first()
    .click()
  await expect(auditor.getByRole('dialog')).toContainText('member.change_role')
})
