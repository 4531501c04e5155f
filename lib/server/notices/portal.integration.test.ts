import { afterEach, expect, test } from 'vitest'
import { startReceiver } from '#lib/server/audit/test-receiver.ts'
import { testNotices } from '#lib/server/commands/notices.ts'
import { noNotices } from '#lib/server/env-notices.ts'
import { command, read } from '#lib/server/http/route.ts'
import { Secret } from '#lib/server/secret.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import { viewNotices } from '#lib/server/views/reads.ts'
import { startMailServer } from './test-mail-server.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const asked = (channel: string) => ({ method: 'POST', body: { channel } })

eachDatabase((_, _open, place) => {
  const start = async () => {
    const [hook, mail] = [await startReceiver(), await startMailServer()]
    const portal = await startTestPortal(await place(), {
      seed: { members: 15, invites: 0, workspaces: 2, keys: 0 },
      env: {
        notices: {
          ...noNotices,
          webhookUrl: new Secret(hook.url.href),
          email: { server: mail.place(), from: 'steward@example.com', to: ['ops@example.com'] },
        },
      },
    })
    ends.push(hook.close, mail.close, portal.close)
    return { hook, mail, ...portal }
  }

  test('a portal tells a key that will expire, shows where and how it went, and sends tests that are recorded', async () => {
    const { hook, mail, door, runtime } = await start()
    const expires_at = new Date(Date.now() + 6 * 86_400_000).toISOString()
    await door.post('/api_keys', { name: '<!channel> deploy', expires_at })
    await runtime.mirror.refresh()
    await runtime.notices.now()
    expect(hook.received).toHaveLength(1)
    expect(hook.received[0]?.body).toContain('&lt;!channel&gt; deploy” expires in 6 days')
    expect(mail.mails[0]?.source.replaceAll('=\r\n', '')).toContain('http://127.0.0.1:3999/keys?q=3Dapikey_')

    const [user] = (await worldOf(door)).users.filter(({ role }) => role === 'user')
    await door.post(`/users/${user?.id ?? ''}`, { role: 'developer' })
    await runtime.mirror.refresh()
    await expect
      .poll(async () => {
        await runtime.notices.now()
        return hook.received.map(({ body }) => body).join('\n')
      })
      .toMatch(/Changed outside Steward: .* was changed from User to Developer/)
    const told = hook.received.length

    const admin = await askAs(runtime, 'admin')
    hook.answers.push(410)
    const failed = await admin(command(testNotices), {}, asked('webhook'))
    const problem = `${hook.url.host} answers 410: this webhook does not exist any more`
    expect(failed).toMatchObject({ status: 200, body: { arrived: false, to: hook.url.host, problem } })
    expect(await admin(command(testNotices), {}, asked('email'))).toMatchObject({
      body: { arrived: true, problem: null },
    })
    expect(mail.mails.at(-1)?.source).toContain('This is a test notice')

    const view = await admin(read(viewNotices))
    expect(view.body).toMatchObject({
      channels: [
        { channel: 'webhook', to: hook.url.host, waiting: 0, trouble: `Test failed: ${problem}` },
        { channel: 'email', to: 'ops@example.com by 127.0.0.1', waiting: 0, trouble: null },
      ],
    })
    const deliveries = view.body['deliveries'] as { is_test: boolean; status: string; channel: string }[]
    expect(
      deliveries.map(({ is_test, status, channel }) => `${channel} ${is_test ? 'test' : 'notices'} ${status}`),
    ).toEqual(
      expect.arrayContaining([
        'email test sent',
        'webhook test given_up',
        'email notices sent',
        'webhook notices sent',
      ]),
    )
    expect(JSON.stringify(view.body)).not.toContain(hook.url.pathname)
    const noted = await runtime.database.db
      .selectFrom('audit_event')
      .selectAll()
      .where('action', '=', 'notices.test')
      .execute()
    expect(noted.map(({ summary }) => summary)).toEqual([
      `Send a test notice by webhook to ${hook.url.host}`,
      'Send a test notice by e-mail to ops@example.com by 127.0.0.1',
    ])

    const auditor = await askAs(runtime, 'auditor')
    expect((await auditor(read(viewNotices))).status).toBe(200)
    expect((await auditor(command(testNotices), {}, asked('webhook'))).status).toBe(403)
    for (const role of ['helpdesk', 'workspace_manager'] as const) {
      const ask = await askAs(runtime, role, role === 'workspace_manager' ? [] : null)
      expect((await ask(read(viewNotices))).status).toBe(403)
      expect((await ask(command(testNotices), {}, asked('webhook'))).status).toBe(403)
    }
    expect((await admin(command(testNotices), {}, asked('pigeon'))).status).toBe(400)
    expect(hook.received).toHaveLength(told + 1)
  })
})

test('a portal without channels tells so, and refuses a test', async () => {
  const { mkdtempSync } = await import('node:fs')
  const portal = await startTestPortal(
    { dataDir: mkdtempSync('/tmp/steward-notices-') },
    { seed: { members: 3, keys: 0 } },
  )
  ends.push(portal.close)
  const admin = await askAs(portal.runtime, 'admin')
  expect((await admin(read(viewNotices))).body).toMatchObject({ channels: [], deliveries: [] })
  const refused = await admin(command(testNotices), {}, asked('email'))
  expect(refused.status).toBe(409)
  expect(JSON.stringify(refused.body)).toContain('Set SMTP_URL, NOTICE_EMAIL_FROM and NOTICE_EMAIL_TO')
})
