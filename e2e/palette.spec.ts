import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { keyLabel } from '#components/keys/key-words.ts'
import { expect, test } from './fixtures.ts'
import { join, newInvite, newKey, newMember, newWorkspace } from './objects.ts'
import { cellOf, openPage, rowOf, toast } from './table.ts'

const box = (page: Page) => page.getByRole('combobox', { name: 'Find anything' })
const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name })

/** By its key, as somebody in a hurry does. */
async function find(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(box(page)).toBeFocused()
  await page.keyboard.insertText(text)
}

test('every kind of thing is found by its name and by its id', async ({ signedInAs, emulator, readAnew }) => {
  const workspace = await newWorkspace(emulator)
  const [member, invite, key] = [await newMember(emulator), await newInvite(emulator), await newKey(emulator)]
  await emulator.door.post(`/api_keys/${key.id}/expire`)
  await readAnew()
  const page = await signedInAs('auditor')
  await openPage(page, '/members', 'Members')

  await find(page, 'audit')
  await expect(option(page, 'Audit log')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Audit log', level: 1 })).toBeVisible()
  await expect(page.getByRole('dialog')).toBeHidden()

  for (const text of [member.name, member.email.toUpperCase(), member.id]) {
    await find(page, text)
    await expect(page.getByRole('group', { name: 'Members' }).getByRole('option')).toHaveCount(1)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: member.name, level: 1 })).toBeVisible()
  }
  for (const text of [workspace.name, workspace.id]) {
    await find(page, text)
    await expect(option(page, workspace.name)).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: workspace.name, level: 1 })).toBeVisible()
  }
  for (const text of [key.name, key.id, key.partial_key_hint ?? '']) {
    await find(page, text)
    await option(page, keyLabel(key)).first().click()
    await expect(rowOf(page, key.name)).toContainText('Expired')
  }
  await find(page, invite.email)
  await option(page, `${invite.email} User · pending`).click()
  await expect(rowOf(page, invite.email)).toBeVisible()
  await find(page, 'nobody-is-called-this')
  await expect(page.getByText('Nothing matches “nobody-is-called-this”.')).toBeVisible()
})

test('actions run from it, on the whole and on what was found', async ({ signedInAs, emulator, readAnew }) => {
  const [key, member] = [await newKey(emulator), await newMember(emulator)]
  await readAnew()
  const page = await signedInAs('admin')
  await openPage(page, `/keys?q=${key.id}`, 'API keys')
  await find(page, `disable ${key.name}`)
  await expect(option(page, `Disable key ${keyLabel(key)}`)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(toast(page, `${key.name} is disabled`)).toBeVisible()
  await expect(cellOf(page, `Status of ${keyLabel(key)}`)).toHaveAccessibleName(/Disabled/)
  expect((await emulator.apiKey(key.id)).status).toBe('inactive')
  await find(page, key.id)
  await expect(option(page, `Enable key ${keyLabel(key)}`)).toBeVisible()
  await page.keyboard.press('Escape')

  await find(page, `offboard ${member.email}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: `Offboard ${member.name}`, level: 1 })).toBeVisible()

  for (const [words, dialog] of [
    ['invite pe', 'Invite people'],
    ['new work', 'Create a workspace'],
  ] as const) {
    await find(page, words)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: dialog })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
  await find(page, 'sync')
  await page.keyboard.press('Enter')
  await expect(toast(page, 'Synced just now.')).toBeVisible()
  await find(page, 'dark')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Theme: dark' })).toBeVisible()
})

test('a whole key that is pasted finds the key, and never leaves the box', async ({
  signedInAs,
  emulator,
  readAnew,
  house,
}) => {
  const key = await newKey(emulator)
  await readAnew()
  const end = key.partial_key_hint?.slice(-4) ?? ''
  const kept = 'ThisPartMustNeverLeaveTheBox'
  const secret = `sk-ant-api03-${kept.repeat(3)}${end}`
  const page = await signedInAs('admin')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const sent: string[] = []
  page.on('request', (request) => {
    sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`)
  })
  await openPage(page, '/members', 'Members')
  await page.evaluate((text) => navigator.clipboard.writeText(`\n${text}\n`), secret)
  await find(page, '')
  await page.keyboard.press('Control+v')
  await expect(box(page)).toHaveValue(`...${end}`)
  await expect(page.getByText('That was a whole secret key.')).toBeVisible()
  await expect(option(page, keyLabel(key)).first()).toBeVisible()
  // Dropped or written by a tool instead of pasted.
  await box(page).fill(secret)
  await expect(box(page)).toHaveValue(`...${end}`)
  await page.getByRole('group', { name: 'API keys' }).getByRole('option', { name: key.name }).click()
  await expect(rowOf(page, key.name)).toBeVisible()
  await expect(page).toHaveURL(`/keys?q=${key.id}`)
  await page.goBack()
  await expect(page).toHaveURL('/members')

  const kinds = await page.evaluate(() =>
    [localStorage, sessionStorage, history.state as unknown, location.href, document.cookie].map((it) =>
      JSON.stringify(it),
    ),
  )
  const whole = [...sent, ...kinds, await page.content(), house.portal.output()]
  expect(sent.length).toBeGreaterThan(5)
  expect(whole.filter((text) => text.includes(kept.slice(0, 12)))).toEqual([])
})

test('by keys alone: from a field, through the list, back to where one was', async ({ signedInAs, emulator }) => {
  const page = await signedInAs('admin')
  await openPage(page, '/members', 'Members')
  const search = page.getByRole('searchbox', { name: 'Search members' })
  await search.focus()
  await page.keyboard.press('Control+k')
  await expect(box(page)).toBeFocused()
  await expect(box(page)).toHaveAttribute('aria-expanded', 'true')
  const options = page.getByRole('option')
  await expect(options.first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowDown')
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true')
  await expect(box(page)).toHaveAttribute('aria-activedescendant', (await options.nth(1).getAttribute('id')) ?? '')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(options.last()).toHaveAttribute('aria-selected', 'true')
  await expect(options.last()).toBeInViewport()
  await page.keyboard.type('memb')
  await expect(options.first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(search).toBeFocused()

  // A dialog that waits for an answer is not covered.
  await page.getByRole('button', { name: 'Sync now' }).focus()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toHaveCount(1)
  await page.keyboard.press('Escape')

  const [first] = await emulator.users()
  await page.getByRole('button', { name: 'Find anything' }).press('Enter')
  await page.keyboard.type(first?.email ?? '')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: first?.name ?? '', level: 1 })).toBeVisible()
})

test('everybody finds what they may see, and what they may not do says why', async ({
  signedInAs,
  emulator,
  readAnew,
  house,
}) => {
  const [mine] = house.managed
  if (mine === undefined) throw new Error('The workspace manager manages nothing')
  const foreign = await newWorkspace(emulator)
  const [insider, outsider] = [await newMember(emulator), await newMember(emulator)]
  await join(emulator, mine.id, insider, 'workspace_user')
  const [own, other] = [await newKey(emulator, mine.id), await newKey(emulator, foreign.id)]
  await readAnew()

  const manager = await signedInAs('workspace_manager')
  await openPage(manager, '/members', 'Members')
  for (const [text, found] of [
    [insider.email, true],
    [outsider.email, false],
    [mine.id, true],
    [foreign.id, false],
    [own.id, true],
    [other.id, false],
    ['invites', false],
  ] as const) {
    await find(manager, text)
    await expect(manager.getByRole('dialog').getByRole('status')).toHaveText(
      found ? /^\d+ found$/ : `Nothing matches “${text}”.`,
    )
    await manager.keyboard.press('Escape')
  }

  const helper = await signedInAs('helpdesk')
  await openPage(helper, '/members', 'Members')
  await find(helper, `disable ${own.name}`)
  const disable = option(helper, `Disable key ${keyLabel(own)}`)
  await expect(disable).toHaveAttribute('aria-disabled', 'true')
  await expect(disable).toContainText(/cannot disable or enable keys/)
  await helper.keyboard.press('Enter')
  await expect(disable).toBeVisible()
  await box(helper).fill('create workspace')
  await expect(option(helper, /^Create workspace…/)).toHaveAttribute('aria-disabled', 'true')
  await box(helper).fill('invite people')
  await expect(option(helper, /^Invite people…/)).not.toHaveAttribute('aria-disabled', 'true')
  expect((await emulator.apiKey(own.id)).status).toBe('active')
})

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 390, height: 844 } })

    test('on a narrow screen it opens from the bar and from the drawer, and is accessible', async ({
      signedInAs,
      emulator,
    }) => {
      const [member] = await emulator.users()
      if (member === undefined) throw new Error('The seed has no members')
      const page = await signedInAs('helpdesk')
      await openPage(page, '/keys', 'API keys')
      await page.getByRole('button', { name: 'Open navigation' }).click()
      await page.getByRole('dialog', { name: 'Navigation' }).getByRole('button', { name: 'Find anything' }).click()
      await expect(box(page)).toBeFocused()
      await expect(page.getByRole('dialog')).toHaveCount(1)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Find anything' }).click()
      for (const text of ['', 'a', 'disable a', 'nobody-is-called-this', `sk-ant-api03-${'x'.repeat(40)}`]) {
        await box(page).fill(text)
        await expect(page.getByRole('dialog').getByRole('status')).not.toContainText('Still reading')
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
        expect.soft(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([])
      }
      await box(page).fill(member.email)
      await option(page, member.name).first().click()
      await expect(page.getByRole('heading', { name: member.name, level: 1 })).toBeVisible()
    })
  })
