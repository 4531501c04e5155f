import 'server-only'
import { createTransport } from 'nodemailer'
import type { NoticeEnv, SmtpServer } from '#lib/server/env-notices.ts'
import type { Channel, Sent } from './channel.ts'
import { patienceMs } from './channel.ts'
import { mailBody } from './mail-body.ts'

type Email = NonNullable<NoticeEnv['email']>

const stepMs = 10_000

/** Mail by SMTP. The password goes only over TLS, or to a server on this machine. */
export function emailChannel({ server, from, to }: Email, portal: URL): Channel {
  const send = async (id: string, message: Parameters<Channel['send']>[1]): Promise<Sent> => {
    const transport = createTransport(optionsOf(server))
    const { subject, text, html } = mailBody(id, message, portal)
    const late = setTimeout(() => transport.close(), patienceMs - 1_000)
    try {
      const { rejected } = await within(
        patienceMs - 1_000,
        transport.sendMail({
          envelope: { from, to: [...to] },
          from: { name: 'Steward', address: from },
          to: to.map((address) => ({ name: '', address })),
          subject,
          text,
          html,
          messageId: `<${id}@${from.slice(from.indexOf('@') + 1)}>`,
          headers: { 'steward-notice': id, 'auto-submitted': 'auto-generated' },
          disableFileAccess: true,
          disableUrlAccess: true,
        }),
      )
      return { arrived: true, partly: partly(server, rejected.length, to.length) }
    } catch (error) {
      return { arrived: false, problem: wordsOf(server, error) }
    } finally {
      clearTimeout(late)
      transport.close()
    }
  }
  return { name: 'email', to: `${to.join(', ')} by ${server.host}`, send }
}

function optionsOf({ host, port, tls, credentials }: SmtpServer) {
  return {
    host,
    port,
    secure: tls === 'from_start',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2' as const },
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    dnsTimeout: stepMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(credentials === null ? {} : { auth: { user: credentials.user, pass: credentials.password.reveal() } }),
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })), ms)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

function partly({ host }: SmtpServer, refused: number, all: number): string | null {
  return refused === 0 ? null : `${host} refuses ${refused} of ${all} recipients`
}

/** By code alone: what a server says in words may repeat what it was sent. */
function wordsOf({ host, tls }: SmtpServer, error: unknown): string {
  const { code, responseCode } = errorFacts(error)
  const answer = responseCode === null ? '' : ` (${responseCode})`
  if (code === 'EAUTH') return `${host} refuses the user name or the password${answer}`
  if (code === 'ETIMEDOUT') return `${host} does not answer in time`
  if (code === 'EENVELOPE') return `${host} refuses the sender or every recipient${answer}`
  if (code === 'EMESSAGE') return `${host} refuses the message${answer}`
  if (code === 'ETLS' || (code === 'ESOCKET' && tls !== 'none')) return `No encrypted connection to ${host} comes about`
  if (code === 'ECONNECTION' || code === 'ESOCKET' || code === 'EDNS') return `${host} cannot be reached`
  return `${host} does not take the mail${answer}`
}

function errorFacts(error: unknown): { code: string | null; responseCode: number | null } {
  if (!(error instanceof Error)) return { code: null, responseCode: null }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  const response = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : null
  return { code, responseCode: response }
}
