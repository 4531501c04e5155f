import 'server-only'
import { SMTPServer } from 'smtp-server'
import { Secret } from '#lib/server/secret.ts'
import type { SmtpServer } from '#lib/server/env-notices.ts'

export type Mail = { from: string; to: string[]; user: string | null; source: string }

/** A mail server of our own over real SMTP on loopback. `refused` holds addresses it does not know. */
export async function startMailServer(options: { password?: string } = {}) {
  const mails: Mail[] = []
  const refused = new Set<string>()
  const problems: number[] = []
  /** What clients tried to sign in with. */
  const attempts: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', ...(options.password === undefined ? ['AUTH'] : [])],
    authOptional: options.password === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) => {
      attempts.push(password ?? '')
      if (password === options.password) done(null, { user: username ?? '' })
      else done(new Error(`Invalid password ${password}`))
    },
    onRcptTo: ({ address }, _session, done) => done(refused.has(address) ? new Error('No such mailbox') : undefined),
    onData: (stream, { envelope, user }, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const code = problems.shift()
        if (code !== undefined) return done(Object.assign(new Error('Not now'), { responseCode: code }))
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        const to = envelope.rcptTo.map(({ address }) => address)
        mails.push({ from, to, user: user ?? null, source: Buffer.concat(chunks).toString() })
        done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('The mail server has no port')
  return {
    mails,
    refused,
    problems,
    attempts,
    place: (change: Partial<SmtpServer> = {}): SmtpServer => ({
      host: '127.0.0.1',
      port: address.port,
      tls: 'none',
      credentials: options.password === undefined ? null : { user: 'steward', password: new Secret(options.password) },
      ...change,
    }),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
