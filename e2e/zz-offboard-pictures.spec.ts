import { expect, test } from './fixtures.ts'
import { join, newKey, newMember, newWorkspace, unlike } from './objects.ts'

test.use({ world: { keys: 40 } })
const out = '/tmp/off-pics'

test('pictures', async ({ browser, sessions, signedInAs, emulator, readAnew, house }) => {
  test.setTimeout(200_000)
  await (await signedInAs('nobody')).goto('/')
  const member = await newMember(emulator, { name: unlike('Noor'), email: 'nina.newcomer@example.com', role: 'developer' })
  const workspace = await newWorkspace(emulator)
  await join(emulator, workspace.id, member, 'workspace_developer')
  for (const [word, personal] of [['prod-backend', false], ['old-import', false], ['kept', false], ['notebook', true]] as const) {
    const key = await newKey(emulator, workspace.id, unlike(word))
    await emulator.door.post(`/api_keys/${key.id}`, { created_by: { id: member.id, type: 'user' }, ...(personal ? { principal: { type: 'user_actor', user_id: member.id } } : {}) })
  }
  const dead = await newKey(emulator, workspace.id, unlike('dead'))
  await emulator.door.post(`/api_keys/${dead.id}`, { created_by: { id: member.id, type: 'user' }, status: 'archived' })
  await emulator.door.post('/invites', { email: 'nina.newcomer+2@example.com', role: 'user' })
  const boss = await newMember(emulator, { role: 'admin' })
  await readAnew()
  const shots = async (name: string, path: string, full = true) => {
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1440, 390]) {
        const context = await browser.newContext({ baseURL: house.url, colorScheme, viewport: { width, height: full ? 1700 : 900 }, storageState: await sessions('admin') })
        const page = await context.newPage()
        await page.goto(path, { waitUntil: 'networkidle' })
        await page.screenshot({ path: `${out}/${name}-${colorScheme}-${width}.png`, animations: 'disabled' })
        await context.close()
      }
  }
  await shots('offboard', `/members/${member.id}/offboard`)
  await shots('boss', `/members/${boss.id}/offboard`, false)
  const page = await signedInAs('admin')
  await page.goto(`/members/${member.id}/offboard`, { waitUntil: 'networkidle' })
  await page.screenshot({ path: `${out}/viewport.png` })
  await page.getByRole('button', { name: 'Review the plan…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('region', { name: 'What would happen' })).toBeVisible()
  await page.screenshot({ path: `${out}/plan.png` })
  await dialog.getByRole('textbox', { name: /^Type/ }).fill(member.email)
  await dialog.getByRole('button', { name: /^Apply/ }).click()
  await expect(page.getByText('the job is over.')).toBeVisible({ timeout: 20_000 })
  await page.screenshot({ path: `${out}/started.png` })
  await readAnew()
  const href = (await page.getByRole('link', { name: 'Open the report' }).getAttribute('href')) ?? ''
  await shots('report', href)
  await page.goto(href)
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  await page.setViewportSize({ width: 800, height: 1400 })
  await page.screenshot({ path: `${out}/print.png` })
  await page.pdf({ path: `${out}/report.pdf`, format: 'A4' }).catch(() => undefined)
})
