import 'server-only'
import { noticeKinds } from '#lib/schemas/notices.ts'
import type { NoticeKind } from '#lib/schemas/notices.ts'
import type { EnvReader } from './env-reader.ts'
import { checkedUrl, isLoopback } from './env-rules.ts'
import { Secret } from './secret.ts'

/** `tls`: from the first byte (`smtps`), by STARTTLS or not at all, or none, which only this machine's own server may ask. */
export type SmtpServer = {
  host: string
  port: number
  tls: 'from_start' | 'starttls' | 'none'
  credentials: { user: string; password: Secret } | null
}

/** Who is told what should not wait until somebody looks. The webhook's whole address is a secret. */
export type NoticeEnv = {
  webhookUrl: Secret | null
  email: { server: SmtpServer; from: string; to: readonly string[] } | null
  kinds: readonly NoticeKind[]
  /** What must not stand in a log line. */
  secrets: readonly Secret[]
}

export const noNotices: NoticeEnv = { webhookUrl: null, email: null, kinds: noticeKinds, secrets: [] }

export function noticesOf(reader: EnvReader): NoticeEnv {
  const webhook = reader.secret('NOTICE_WEBHOOK_URL')
  const checked = webhook === null ? null : checkedUrl(reader, 'NOTICE_WEBHOOK_URL', webhook, { pathAllowed: true })
  const webhookUrl = checked === null ? null : new Secret(checked.href)
  const smtpUrl = reader.secret('SMTP_URL')
  const email = emailOf(reader, smtpUrl)
  const secrets = [
    ...(checked === null ? [] : [new Secret(checked.href), new Secret(checked.pathname)]),
    ...(smtpUrl === null ? [] : [new Secret(smtpUrl)]),
    ...(email?.server.credentials ? [email.server.credentials.password] : []),
  ]
  return { webhookUrl, email, kinds: kindsOf(reader), secrets }
}

function emailOf(reader: EnvReader, smtpUrl: string | null): NoticeEnv['email'] {
  const [from, to] = [reader.text('NOTICE_EMAIL_FROM'), reader.text('NOTICE_EMAIL_TO')]
  if (smtpUrl === null) {
    for (const [variable, value] of [
      ['NOTICE_EMAIL_FROM', from],
      ['NOTICE_EMAIL_TO', to],
    ] as const)
      if (value !== null) reader.refuse(variable, 'is set without SMTP_URL', 'Set SMTP_URL as well, or leave it out')
    return null
  }
  const server = serverOf(reader, smtpUrl)
  const senders = addressesOf(reader, 'NOTICE_EMAIL_FROM', from, 1)
  const recipients = addressesOf(reader, 'NOTICE_EMAIL_TO', to, 20)
  const [sender] = senders
  return server === null || sender === undefined ? null : { server, from: sender, to: recipients }
}

const smtpFix = 'Use smtps://user:password@host or smtp://user:password@host:587 (STARTTLS); write % signs as %25'

function serverOf(reader: EnvReader, value: string): SmtpServer | null {
  const refuse = (wrong: string) => {
    reader.refuse('SMTP_URL', wrong, smtpFix)
    return null
  }
  if (/[^\x21-\x7e]/.test(value) || !URL.canParse(value)) return refuse('is not a URL')
  const url = new URL(value)
  if (url.protocol !== 'smtps:' && url.protocol !== 'smtp:') return refuse('is neither smtps nor smtp')
  if (url.hostname === '') return refuse('names no host')
  // Mail libraries read options there, also one that switches certificate checks off.
  if (/[?#]/.test(value) || !['', '/'].includes(url.pathname)) return refuse('has a path, query or fragment')
  const loopback = isLoopback(url)
  const tls = url.protocol === 'smtps:' ? 'from_start' : loopback ? 'none' : 'starttls'
  const port = url.port === '' ? (tls === 'from_start' ? 465 : loopback ? 25 : 587) : Number(url.port)
  if ((url.username === '') !== (url.password === '')) return refuse('has a user name or a password without the other')
  try {
    const user = decodeURIComponent(url.username)
    const password = decodeURIComponent(url.password)
    const credentials = user === '' ? null : { user, password: new Secret(password) }
    return { host: url.hostname.replaceAll(/[[\]]/g, ''), port, tls, credentials }
  } catch {
    return refuse('has a % that stands for nothing')
  }
}

/** Plain addresses: no names, quotes or comments, so that none can be read as two. */
const address = /^[a-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/i

function addressesOf(reader: EnvReader, variable: string, value: string | null, most: number): string[] {
  const entries = (value ?? '').split(',').flatMap((entry) => (entry.trim() === '' ? [] : [entry.trim()]))
  const fix =
    most === 1 ? 'Use one address like steward@example.com' : 'Use addresses like ops@example.com, commas between them'
  if (entries.length === 0) reader.refuse(variable, 'is not set although SMTP_URL is', fix)
  if (entries.length > most) reader.refuse(variable, `holds more than ${most} address${most === 1 ? '' : 'es'}`, fix)
  for (const entry of entries)
    if (!address.test(entry))
      reader.refuse(variable, `holds "${entry.slice(0, 80)}", which is not an e-mail address`, fix)
  return entries
}

function kindsOf(reader: EnvReader): readonly NoticeKind[] {
  const value = reader.text('NOTICE_KINDS')
  if (value === null) return noticeKinds
  const wanted = value.split(',').map((entry) => entry.trim())
  for (const entry of wanted)
    if (!noticeKinds.some((kind) => kind === entry))
      reader.refuse(
        'NOTICE_KINDS',
        `holds "${entry.slice(0, 80)}", which is no kind of notice`,
        `Use some of ${noticeKinds.join(', ')}, commas between them, or leave it out for all`,
      )
  return noticeKinds.filter((kind) => wanted.includes(kind))
}
