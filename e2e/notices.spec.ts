import { expectAccessible } from './expect-accessible.ts'
import { test as base, expect } from './fixtures.ts'
import { openHouse } from './house.ts'
import { openNoticeReceivers } from './notice-receivers.ts'
import type { NoticeReceivers } from './notice-receivers.ts'
import { openPage, toast } from './table.ts'

const test = base.extend<object, { receivers: NoticeReceivers }>({
  receivers: [
    // eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern here.
    async ({}, provide) => {
      const receivers = await openNoticeReceivers()
      await provide(receivers)
      await receivers.close()
    },
    { scope: 'worker' },
  ],
  house: [
    async ({ receivers, world }, provide) => {
      const environment = {
        NOTICE_WEBHOOK_URL: receivers.webhook.url,
        SMTP_URL: receivers.mail.url,
        NOTICE_EMAIL_FROM: 'steward@example.com',
        NOTICE_EMAIL_TO: 'ops@example.com,security@example.com',
      }
      const house = await openHouse({ ...world, environment })
      await provide(house)
      await house.close()
    },
    { scope: 'worker', timeout: 90_000 },
  ],
})

test('a test arrives by webhook and by e-mail, and both are in the delivery log', async ({ signedInAs, receivers }) => {
  const page = await signedInAs('admin')
  await openPage(page, '/settings', 'Settings')
  const channels = page.getByRole('table', { name: 'Where notices go' })
  await channels.getByRole('button', { name: 'Send test by webhook' }).click()
  await expect(toast(page, /The test notice has arrived: 127\.0\.0\.1:\d+\./)).toBeVisible()
  await channels.getByRole('button', { name: 'Send test by e-mail' }).click()
  await expect(toast(page, 'The test notice has arrived: ops@example.com, security@example.com')).toBeVisible()
  expect(receivers.webhook.bodies.at(-1)).toContain('This is a test notice')
  expect(receivers.mail.sources.at(-1)).toContain('Subject: [Steward] Test notice from Steward')
  const log = page.getByRole('table', { name: 'Last 50 deliveries' })
  for (const channel of ['Webhook', 'E-mail'])
    await expect(
      log.getByRole('row').filter({ hasText: channel }).filter({ hasText: 'Test notice from Steward' }).first(),
    ).toContainText('Delivered')
  await expect(channels.getByRole('row').filter({ hasText: 'Webhook' })).toContainText('Good')
  await expectAccessible(page, 'notices in the settings')
})

test('a test that does not arrive says why, in the toast, in the health and in the log; the address stays secret', async ({
  signedInAs,
  receivers,
  house,
}) => {
  receivers.webhook.answers.push(404)
  const page = await signedInAs('admin')
  await openPage(page, '/settings', 'Settings')
  const channels = page.getByRole('table', { name: 'Where notices go' })
  await channels.getByRole('button', { name: 'Send test by webhook' }).click()
  await expect(toast(page, /did not arrive: .* answers 404: this webhook does not exist any more/)).toBeVisible()
  await expect(channels.getByRole('row').filter({ hasText: 'Webhook' })).toContainText(/Trouble.*answers 404/)
  const log = page.getByRole('table', { name: 'Last 50 deliveries' })
  await expect(log.getByRole('row').filter({ hasText: 'Failed' })).toContainText('answers 404')
  expect(await page.content()).not.toContain('hook-canary')
  expect(house.portal.output()).not.toContain('hook-canary')
  await channels.getByRole('button', { name: 'Send test by webhook' }).click()
  await expect(channels.getByRole('row').filter({ hasText: 'Webhook' })).toContainText('Good')
})

test('an auditor sees how notices go and is told who can send a test', async ({ signedInAs, receivers }) => {
  const sent = receivers.webhook.bodies.length
  const page = await signedInAs('auditor')
  await openPage(page, '/settings', 'Settings')
  const send = page.getByRole('button', { name: 'Send test by webhook' })
  await expect(send).toHaveAttribute('aria-disabled', 'true')
  await expect(send).toHaveAccessibleDescription(/Auditor.*cannot change the settings.*portal admin/)
  await send.focus()
  await page.keyboard.press('Enter')
  expect(receivers.webhook.bodies).toHaveLength(sent)
})
