import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { inspect } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { EnvError, forgetSecrets, readEnv, secretsOf } from './env.ts'

const sound = {
  PORTAL_URL: 'https://steward.example.com',
  ANTHROPIC_ADMIN_KEY: 'sk-ant-admin01-abcdefghijkl',
  OIDC_ISSUER: 'https://id.example.com/realms/main',
  OIDC_CLIENT_ID: 'steward',
  OIDC_CLIENT_SECRET: 'k2Jw9qLx71',
  NEXTAUTH_SECRET: 'T7r0bXw2mJ5vQp9Lk3Zs8Yc1Hd6Nf4Ag',
  PORTAL_ADMINS: 'Ada@Example.com, bo@example.com',
}

function problemsOf(change: Record<string, string | undefined>): string[] {
  try {
    readEnv({ ...sound, ...change })
    return []
  } catch (error) {
    if (error instanceof EnvError) return error.problems.map(({ variable, wrong }) => `${variable} ${wrong}`)
    throw error
  }
}

describe('a sound environment', () => {
  test('is read with its defaults', () => {
    const env = readEnv(sound)
    expect(env.portalUrl.origin).toBe('https://steward.example.com')
    expect(env.anthropicBaseUrl.origin).toBe('https://api.anthropic.com')
    expect(env).toMatchObject({ port: 3000, requestsPerMinute: 100, sessionIdleMinutes: 15, sessionHours: 12 })
    expect(env.portalAdmins).toEqual(['ada@example.com', 'bo@example.com'])
    expect(env.database).toEqual({ dataDir: path.resolve('data') })
    expect(env.adminKey.reveal()).toBe(sound.ANTHROPIC_ADMIN_KEY)
  })

  test('may use http on loopback only', () => {
    for (const host of ['localhost:4000', '127.0.0.1:4000', '[::1]:4000'])
      expect(problemsOf({ PORTAL_URL: `http://${host}`, ANTHROPIC_BASE_URL: `http://${host}` })).toEqual([])
  })

  test('treats an empty variable as absent', () => {
    expect(problemsOf({ EXPECTED_ORG_ID: '', DATABASE_URL: '', ANTHROPIC_BASE_URL: ' ' })).toEqual([])
  })
})

const mail = {
  SMTP_URL: 'smtps://steward:s3cret%40here@mail.example.com',
  NOTICE_EMAIL_FROM: 'steward@example.com',
  NOTICE_EMAIL_TO: 'ops@example.com, sec@example.com',
}

describe('notices', () => {
  test('go nowhere unless they are told where', () => {
    expect(readEnv(sound).notices).toMatchObject({ webhookUrl: null, email: null, kinds: { length: 4 } })
  })

  test('go to a webhook and by mail, and what is secret of both is kept out of the log', () => {
    const webhook = 'https://hooks.example.com/services/T0/B0/abcdefgh'
    const { notices, ...env } = readEnv({
      ...sound,
      ...mail,
      NOTICE_WEBHOOK_URL: webhook,
      NOTICE_KINDS: 'outside_changes',
    })
    expect(notices.webhookUrl?.reveal()).toBe(webhook)
    expect(notices.email).toMatchObject({
      server: { host: 'mail.example.com', port: 465, tls: 'from_start', credentials: { user: 'steward' } },
      from: 'steward@example.com',
      to: ['ops@example.com', 'sec@example.com'],
    })
    expect(notices.email?.server.credentials?.password.reveal()).toBe('s3cret@here')
    expect(notices.kinds).toEqual(['outside_changes'])
    expect(JSON.stringify(notices) + inspect(notices, { depth: 9 })).not.toMatch(/abcdefgh|s3cret/)
    const kept = secretsOf({ ...env, notices }).map((secret) => secret.reveal())
    expect(kept).toEqual(expect.arrayContaining([webhook, '/services/T0/B0/abcdefgh', mail.SMTP_URL, 's3cret@here']))
  })

  test.each([
    ['smtp://mail.example.com', 'starttls', 587],
    ['smtp://mail.example.com:2525', 'starttls', 2525],
    ['smtps://mail.example.com', 'from_start', 465],
    ['smtp://localhost:1025', 'none', 1025],
    ['smtp://u:p@127.0.0.1', 'none', 25],
    ['smtp://localhost.example.com', 'starttls', 587],
    ['smtps://[::1]:4650', 'from_start', 4650],
  ])('%s is %s on port %d', (SMTP_URL, tls, port) => {
    expect(readEnv({ ...sound, ...mail, SMTP_URL }).notices.email?.server).toMatchObject({ tls, port })
  })
})

const look = 'sk-ant-api03-abcdefghijklmnop'
const refusals: [string, Record<string, string | undefined>, RegExp][] = [
  ['no portal address', { PORTAL_URL: undefined }, /^PORTAL_URL is not set/],
  ['a portal address that is none', { PORTAL_URL: 'steward' }, /^PORTAL_URL is not a URL/],
  ['http outside this machine', { PORTAL_URL: 'http://steward.example.com' }, /^PORTAL_URL uses http outside/],
  ['a look-alike of loopback', { PORTAL_URL: 'http://localhost.example.com' }, /^PORTAL_URL uses http outside/],
  ['another protocol', { PORTAL_URL: 'ftp://localhost' }, /^PORTAL_URL is neither https nor http/],
  ['a portal below a path', { PORTAL_URL: 'https://example.com/steward' }, /^PORTAL_URL has a path/],
  ['a base URL with a path', { ANTHROPIC_BASE_URL: 'https://example.com/v1' }, /^ANTHROPIC_BASE_URL has a path/],
  ['a base URL with a user', { ANTHROPIC_BASE_URL: 'https://u:p@example.com' }, /contains a user name or password/],
  ['a base URL with a query', { ANTHROPIC_BASE_URL: 'https://example.com?x=1' }, /has a query or fragment/],
  ['a base URL with an empty query', { ANTHROPIC_BASE_URL: 'https://example.com/?' }, /has a query or fragment/],
  ['a base URL in other letters', { ANTHROPIC_BASE_URL: 'https://api.аnthropic.com' }, /outside plain ASCII/],
  ['http to the real world', { ANTHROPIC_BASE_URL: 'http://api.anthropic.com' }, /uses http outside/],
  ['http to the provider', { OIDC_ISSUER: 'http://id.example.com' }, /^OIDC_ISSUER uses http outside/],
  ['no admin key', { ANTHROPIC_ADMIN_KEY: undefined }, /^ANTHROPIC_ADMIN_KEY is not set/],
  ['an ordinary key', { ANTHROPIC_ADMIN_KEY: look }, /is an ordinary API key \(sk-ant-api03-…\)/],
  ['something else as key', { ANTHROPIC_ADMIN_KEY: 'hunter2hunter2' }, /is not an Admin API key/],
  ['a key with a line break', { ANTHROPIC_ADMIN_KEY: 'sk-ant-admin01-abc\r\nx-evil: 1' }, /characters that no key has/],
  ['no session secret', { NEXTAUTH_SECRET: undefined }, /^NEXTAUTH_SECRET is not set/],
  ['a short session secret', { NEXTAUTH_SECRET: 'T7r0bXw2mJ5vQp9Lk3Zs8Yc1Hd6Nf4A' }, /shorter than 32 bytes/],
  ['one character over and over', { NEXTAUTH_SECRET: 'a'.repeat(64) }, /repeats itself/],
  ['a word over and over', { NEXTAUTH_SECRET: 'T7r0bXw2mJ5vQp9L'.repeat(2) }, /repeats itself/],
  ['a secret from a tutorial', { NEXTAUTH_SECRET: 'please-changeme-0-in-production-now' }, /comes from an example/],
  ['no client secret', { OIDC_CLIENT_SECRET: undefined }, /^OIDC_CLIENT_SECRET is not set/],
  ['another database', { DATABASE_URL: 'mysql://localhost/x' }, /^DATABASE_URL is not a PostgreSQL address/],
  ['an organization that is none', { EXPECTED_ORG_ID: 'acme' }, /^EXPECTED_ORG_ID is not an organization id/],
  ['an admin without an address', { PORTAL_ADMINS: 'ada' }, /^PORTAL_ADMINS holds "ada"/],
  ['an admin in other letters', { PORTAL_ADMINS: 'ada@exаmple.com' }, /^PORTAL_ADMINS holds/],
  ['a port out of range', { PORT: '70000' }, /^PORT is not a whole number/],
  [
    'notices by http to the world',
    { NOTICE_WEBHOOK_URL: 'http://hooks.example.com/x' },
    /^NOTICE_WEBHOOK_URL uses http/,
  ],
  [
    'a webhook with a password',
    { NOTICE_WEBHOOK_URL: 'https://a:b@hooks.example.com' },
    /contains a user name or password/,
  ],
  [
    'another protocol for mail',
    { ...mail, SMTP_URL: 'https://mail.example.com' },
    /^SMTP_URL is neither smtps nor smtp/,
  ],
  [
    'mail options in the address',
    { ...mail, SMTP_URL: 'smtps://h?tls.rejectUnauthorized=false' },
    /^SMTP_URL has a path, q/,
  ],
  [
    'a mail user without a password',
    { ...mail, SMTP_URL: 'smtps://u@h' },
    /^SMTP_URL has a user name or a password without/,
  ],
  [
    'half an escape in a password',
    { ...mail, SMTP_URL: 'smtps://u:100%@h' },
    /^SMTP_URL has a % that stands for nothing/,
  ],
  ['a mail host in other letters', { ...mail, SMTP_URL: 'smtps://mаil.example.com' }, /^SMTP_URL is not a URL/],
  ['mail from nobody', { ...mail, NOTICE_EMAIL_FROM: undefined }, /^NOTICE_EMAIL_FROM is not set although SMTP_URL is/],
  ['mail to nobody', { ...mail, NOTICE_EMAIL_TO: ' , ' }, /^NOTICE_EMAIL_TO is not set although SMTP_URL is/],
  [
    'mail to no address',
    { ...mail, NOTICE_EMAIL_TO: 'a@example.com, Ops <b@example.com>' },
    /^NOTICE_EMAIL_TO holds "Ops/,
  ],
  [
    'a mail header in an address',
    { ...mail, NOTICE_EMAIL_TO: 'a@example.com\r\nBcc: b@example.com' },
    /NOTICE_EMAIL_TO holds/,
  ],
  ['mail without a server', { NOTICE_EMAIL_TO: 'a@example.com' }, /^NOTICE_EMAIL_TO is set without SMTP_URL/],
  ['a kind of notice that is none', { NOTICE_KINDS: 'keys_expiring,weather' }, /^NOTICE_KINDS holds "weather"/],
  ['a quota that is no number', { UPSTREAM_REQUESTS_PER_MINUTE: '1e3' }, /^UPSTREAM_REQUESTS_PER_MINUTE/],
  ['a log level that is none', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL is not a log level/],
  ['certificate checks off', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, /^NODE_TLS_REJECT_UNAUTHORIZED/],
  ['a debugger', { NODE_ENV: 'production', NODE_OPTIONS: '--inspect=0.0.0.0' }, /^NODE_OPTIONS opens a debugger/],
]

describe('21: refused', () => {
  test.each(refusals)('%s', (_name, change, problem) => {
    const problems = problemsOf(change)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(problem)
  })

  test('everything at once, and no message repeats a secret', () => {
    const error = (() => {
      try {
        return readEnv({ ANTHROPIC_ADMIN_KEY: look, NEXTAUTH_SECRET: 'shortbutsecret' })
      } catch (thrown) {
        return thrown
      }
    })()
    expect(error).toBeInstanceOf(EnvError)
    if (!(error instanceof EnvError)) return
    expect(new Set(error.problems.map(({ variable }) => variable))).toEqual(
      new Set([
        'PORTAL_URL',
        'ANTHROPIC_ADMIN_KEY',
        'OIDC_ISSUER',
        'OIDC_CLIENT_ID',
        'OIDC_CLIENT_SECRET',
        'NEXTAUTH_SECRET',
      ]),
    )
    expect(error.message).not.toContain(look)
    expect(error.message).not.toContain('shortbutsecret')
  })
})

function withFile(name: string, direct?: string) {
  return { ANTHROPIC_ADMIN_KEY: direct, ANTHROPIC_ADMIN_KEY_FILE: name }
}

function warningsOf(change: Record<string, string | undefined>): string {
  return readEnv({ ...sound, ...change }).warnings.join('\n')
}

describe('secrets in files', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'steward-env-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const key = sound.ANTHROPIC_ADMIN_KEY
  const file = (content: string, mode = 0o400) => {
    const name = path.join(folder, randomUUID())
    writeFileSync(name, content, { mode })
    return name
  }

  test.each([
    ['the value alone', key],
    ['one trailing newline', `${key}\n`],
  ])('%s is read', (_name, content) => {
    expect(readEnv({ ...sound, ...withFile(file(content)) }).adminKey.reveal()).toBe(key)
  })

  test('both set and equal is fine; both set and different is not', () => {
    expect(problemsOf(withFile(file(key), key))).toEqual([])
    expect(problemsOf(withFile(file(key), `${key}x`))).toEqual([
      'ANTHROPIC_ADMIN_KEY differs from the content of ANTHROPIC_ADMIN_KEY_FILE',
    ])
  })

  test.each([
    ['a missing file', () => path.join(folder, 'missing'), /cannot be read/],
    ['a folder', () => folder, /does not name a file/],
    ['an empty file', () => file(''), /names an empty file/],
    ['a file of one newline', () => file('\n'), /names an empty file/],
    ['two trailing newlines', () => file(`${key}\n\n`), /more than one line/],
    ['Windows line ends', () => file(`${key}\r\n`), /Windows line ends/],
    ['a byte order mark', () => file(`\uFEFF${key}`), /byte order mark/],
  ])('%s is refused', (_name, make, problem) => {
    const problems = problemsOf(withFile(make()))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(problem)
    expect(problems[0]).toMatch(/^ANTHROPIC_ADMIN_KEY_FILE/)
  })

  test('a file others can read gives a warning, a private one does not', () => {
    expect(warningsOf(withFile(file(key, 0o644)))).toContain('ANTHROPIC_ADMIN_KEY_FILE can be read by other accounts')
    expect(warningsOf(withFile(file(key)))).not.toContain('ANTHROPIC_ADMIN_KEY_FILE')
  })
})

test('a secret shows itself nowhere', () => {
  const { adminKey } = readEnv(sound)
  const seen = [String(adminKey), JSON.stringify({ adminKey }), inspect({ adminKey }, { depth: 9 })]
  for (const text of [...seen, Object.values(adminKey).join(''), inspect(adminKey, { showHidden: true })])
    expect(text).not.toContain('abcdefghijkl')
})

test('forgetting removes every secret and everything that makes next-auth trust a header', () => {
  const source: Record<string, string | undefined> = {
    ...sound,
    DATABASE_URL: 'postgres://x',
    AUTH_TRUST_HOST: '1',
    VERCEL: '1',
  }
  forgetSecrets(source, { portalUrl: new URL('https://steward.example.com') })
  expect(Object.keys(source).toSorted()).toEqual(
    ['NEXTAUTH_URL', 'OIDC_CLIENT_ID', 'OIDC_ISSUER', 'PORTAL_ADMINS', 'PORTAL_URL'].toSorted(),
  )
})
