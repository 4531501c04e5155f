import { afterEach, expect, test } from 'vitest'
import { Secret } from '#lib/server/secret.ts'
import type { SmtpServer } from '#lib/server/env-notices.ts'
import { emailChannel } from './email.ts'
import { messageOf, testMessage } from './message.ts'
import { startMailServer } from './test-mail-server.ts'

const portal = new URL('https://steward.example.com')
const id = '6d3f3a52-9d5c-4a2b-8f57-0f3f3a529d5c'
const hello = testMessage('ada@example.com', 'Acme')

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function mailServer(options: Parameters<typeof startMailServer>[0] = {}) {
  const made = await startMailServer(options)
  ends.push(made.close)
  return made
}

const channelTo = (server: SmtpServer, to = ['ops@example.com', 'sec@example.com']) =>
  emailChannel({ server, from: 'steward@example.com', to }, portal)

/** The header fields of a mail, continuation lines joined. */
function headersOf(source: string): string[] {
  return (source.split('\r\n\r\n')[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
}

test('a mail goes to everybody, with the id by which a second one is known, as text and as HTML', async () => {
  const server = await mailServer({ password: 'correct horse' })
  expect(await channelTo(server.place()).send(id, hello)).toEqual({ arrived: true, partly: null })
  const [mail] = server.mails
  expect(mail).toMatchObject({
    from: 'steward@example.com',
    to: ['ops@example.com', 'sec@example.com'],
    user: 'steward',
  })
  const headers = headersOf(mail?.source ?? '')
  expect(headers).toContain(`Message-ID: <${id}@example.com>`)
  expect(headers).toContain('From: Steward <steward@example.com>')
  expect(headers).toContain('Subject: [Steward] Test notice from Steward')
  expect(headers).toContain('Auto-Submitted: auto-generated')
  expect(mail?.source).toMatch(/Content-Type: text\/plain[\s\S]*This is a test notice[\s\S]*Content-Type: text\/html/)
})

test('a name with line ends adds no header, no recipient and no second mail', async () => {
  const server = await mailServer()
  const evil =
    'key\r\nBcc: everybody@example.com\r\n\r\n.\r\nMAIL FROM:<evil@example.com>\r\nRCPT TO:<everybody@example.com>'
  const message = messageOf([{ kind: 'keys_expiring', title: evil, detail: evil, path: '/keys' }], evil)
  expect(await channelTo(server.place()).send(id, message)).toMatchObject({ arrived: true })
  // A message that was kept by an older version, or changed in the database, passes no other way.
  const raw = { subject: evil, lines: [{ title: evil, detail: evil, path: '/keys' }], more: 0, organization: evil }
  expect(await channelTo(server.place()).send(id, raw)).toMatchObject({ arrived: true })
  expect(server.mails).toHaveLength(2)
  for (const { to, source } of server.mails) {
    expect(to).toEqual(['ops@example.com', 'sec@example.com'])
    expect(headersOf(source).filter((header) => /^(bcc|to|cc):/i.test(header))).toEqual([
      'To: ops@example.com, sec@example.com',
    ])
  }
})

test('a wrong password is told without the password or the words of the server', async () => {
  const server = await mailServer({ password: 'correct horse' })
  const credentials = { user: 'steward', password: new Secret('wrong battery') }
  const sent = await channelTo(server.place({ credentials })).send(id, hello)
  expect(sent).toEqual({ arrived: false, problem: '127.0.0.1 refuses the user name or the password (535)' })
  expect(server.attempts).toContain('wrong battery')
})

test('without encryption nothing is sent to a server that should offer it, least of all the password', async () => {
  const server = await mailServer({ password: 'correct horse' })
  for (const tls of ['starttls', 'from_start'] as const)
    expect(await channelTo(server.place({ tls })).send(id, hello)).toEqual({
      arrived: false,
      problem: 'No encrypted connection to 127.0.0.1 comes about',
    })
  expect(server.attempts).toEqual([])
  expect(server.mails).toEqual([])
})

test('recipients that are refused are told; the others have it', async () => {
  const server = await mailServer()
  server.refused.add('sec@example.com')
  expect(await channelTo(server.place()).send(id, hello)).toEqual({
    arrived: true,
    partly: '127.0.0.1 refuses 1 of 2 recipients',
  })
  server.refused.add('ops@example.com')
  expect(await channelTo(server.place()).send(id, hello)).toMatchObject({
    arrived: false,
    problem: expect.stringContaining('refuses the sender or every recipient') as string,
  })
})

test('a server that refuses for now, and one that is gone', async () => {
  const server = await mailServer()
  server.problems.push(451)
  expect(await channelTo(server.place()).send(id, hello)).toEqual({
    arrived: false,
    problem: '127.0.0.1 refuses the message (451)',
  })
  const place = server.place()
  await server.close()
  ends.pop()
  expect(await channelTo(place).send(id, hello)).toEqual({ arrived: false, problem: '127.0.0.1 cannot be reached' })
})
