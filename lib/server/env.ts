import 'server-only'
import path from 'node:path'
import { isId } from '#lib/schemas/id-patterns.ts'
import { auditOf, flagOf } from './env-audit.ts'
import type { AuditEnv } from './env-audit.ts'
import { noticesOf } from './env-notices.ts'
import type { NoticeEnv } from './env-notices.ts'
import { EnvError, EnvReader } from './env-reader.ts'
import type { Source } from './env-reader.ts'
import { checkAdminKey, checkSessionSecret, checkedAdmins, checkedUrl } from './env-rules.ts'
import { Secret } from './secret.ts'

export { EnvError } from './env-reader.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]
/** `ownerUrl` is the role that owns the tables and migrates them; `url` the one that everything else is done as. */
export type DatabasePlace = { url: Secret; ownerUrl?: Secret } | { dataDir: string }

export type Env = {
  portalUrl: URL
  port: number
  adminKey: Secret
  /** Where the key is read from again when it is renewed; null when it came from the environment. */
  adminKeyFile: string | null
  anthropicBaseUrl: URL
  expectedOrgId: string | null
  /** A folder of the portal's own, whichever database there is. */
  dataDir: string
  database: DatabasePlace
  audit: AuditEnv
  notices: NoticeEnv
  oidc: { issuer: string; clientId: string; clientSecret: Secret }
  sessionSecret: Secret
  portalAdmins: readonly string[]
  policyFile: string | null
  requestsPerMinute: number
  /** Whether usage and cost are read: a key may not be allowed to, and somebody may not want it. */
  usageReports: boolean
  /** Of one person or token, to this process. */
  requestsPerPersonPerMinute: number
  logLevel: LogLevel
  sessionIdleMinutes: number
  sessionHours: number
  /** How fresh a sign-in must be for what is irreversible or gives power away; 0 asks for none. */
  stepUpMinutes: number
  /** How long after its process died a call may still arrive upstream. */
  reconcileSettleSeconds: number
  warnings: readonly string[]
}

const anthropic = 'https://api.anthropic.com'
/** Variables that may also be given as a file, by `NAME_FILE`. */
export const secretNames = [
  'ANTHROPIC_ADMIN_KEY',
  'OIDC_CLIENT_SECRET',
  'NEXTAUTH_SECRET',
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'SIEM_TOKEN',
  'NOTICE_WEBHOOK_URL',
  'SMTP_URL',
] as const
const nowhere = new URL('http://localhost')

/** Everything the portal is told from outside. Throws an EnvError that names every variable that is wrong. */
export function readEnv(source: Source): Env {
  const reader = new EnvReader(source)
  checkProcess(reader)
  const portalUrl = reader.required(
    'PORTAL_URL',
    'Set it to the one address people use, like https://steward.example.com',
  )
  const adminKey = secretOf(reader, 'ANTHROPIC_ADMIN_KEY', checkAdminKey)
  const sessionSecret = secretOf(reader, 'NEXTAUTH_SECRET', checkSessionSecret)
  const policyFile = reader.text('POLICY_FILE')
  const dataDir = dataDirOf(reader)
  const env: Env = {
    portalUrl: urlOf(reader, 'PORTAL_URL', portalUrl),
    port: reader.integer('PORT', { min: 1, max: 65_535, fallback: 3000 }),
    adminKey,
    adminKeyFile: fileOf(reader, 'ANTHROPIC_ADMIN_KEY'),
    anthropicBaseUrl: urlOf(reader, 'ANTHROPIC_BASE_URL', reader.text('ANTHROPIC_BASE_URL') ?? anthropic),
    expectedOrgId: expectedOrganization(reader),
    dataDir,
    database: databaseOf(reader),
    audit: auditOf(reader, dataDir, absolute),
    notices: noticesOf(reader),
    oidc: oidcOf(reader),
    sessionSecret,
    portalAdmins: checkedAdmins(reader, reader.text('PORTAL_ADMINS')),
    policyFile: policyFile === null ? null : absolute(policyFile),
    requestsPerMinute: reader.integer('UPSTREAM_REQUESTS_PER_MINUTE', { min: 1, max: 100_000, fallback: 100 }),
    usageReports: flagOf(reader, 'USAGE_REPORTS', '1'),
    requestsPerPersonPerMinute: reader.integer('REQUESTS_PER_PERSON_PER_MINUTE', {
      min: 10,
      max: 1_000_000,
      fallback: 3000,
    }),
    logLevel: logLevelOf(reader),
    sessionIdleMinutes: reader.integer('SESSION_IDLE_MINUTES', { min: 1, max: 1440, fallback: 15 }),
    sessionHours: reader.integer('SESSION_HOURS', { min: 1, max: 168, fallback: 12 }),
    stepUpMinutes: reader.integer('STEP_UP_MINUTES', { min: 0, max: 1440, fallback: 5 }),
    reconcileSettleSeconds: reader.integer('RECONCILE_SETTLE_SECONDS', { min: 0, max: 600, fallback: 60 }),
    warnings: reader.warnings,
  }
  if (env.portalAdmins.length === 0 && env.policyFile === null) {
    reader.warnings.push('Neither PORTAL_ADMINS nor POLICY_FILE is set: nobody can be given a portal role by sign-in')
  }
  if (env.stepUpMinutes === 0)
    reader.warnings.push('STEP_UP_MINUTES is 0: nobody is asked to sign in again, even for what cannot be taken back')
  if (reader.problems.length > 0) throw new EnvError(reader.problems)
  return env
}

/** Where the database is, for command lines that need nothing else. */
export function readDatabasePlace(source: Source): DatabasePlace {
  const reader = new EnvReader(source)
  const place = databaseOf(reader)
  if (reader.problems.length > 0) throw new EnvError(reader.problems)
  return place
}

/** Where the log's database and its proof are, for `npm run audit:verify`. */
export function readAuditPlaces(source: Source): { database: DatabasePlace; dataDir: string; checkpointFile: string } {
  const reader = new EnvReader(source)
  const dataDir = dataDirOf(reader)
  const places = { database: databaseOf(reader), dataDir, ...auditOf(reader, dataDir, absolute) }
  if (reader.problems.length > 0) throw new EnvError(reader.problems)
  return { database: places.database, dataDir, checkpointFile: places.checkpointFile }
}

/** Every secret that was read: what must not stand in a log line. */
export function secretsOf(
  env: Pick<Env, 'adminKey' | 'sessionSecret' | 'oidc' | 'database' | 'audit' | 'notices'>,
): Secret[] {
  const { database, audit } = env
  const addresses = 'url' in database ? [database.url, database.ownerUrl] : []
  const optional = [...addresses, audit.siemToken].filter((secret) => secret !== undefined && secret !== null)
  return [env.adminKey, env.sessionSecret, env.oidc.clientSecret, ...optional, ...env.notices.secrets]
}

/** After reading: child processes and dumps of the environment find no secret, and next-auth knows its one address. */
export function forgetSecrets(target: Source, env: Pick<Env, 'portalUrl'>): void {
  for (const name of [...secretNames, 'AUTH_TRUST_HOST', 'AUTH_SECRET', 'VERCEL']) delete target[name]
  target['NEXTAUTH_URL'] = env.portalUrl.origin
}

declare global {
  var stewardEnv: Env | undefined
}

/** The environment of this process, read once however often Next evaluates this module. */
export function processEnv(): Env {
  if (globalThis.stewardEnv === undefined) {
    globalThis.stewardEnv = readEnv(process.env)
    forgetSecrets(process.env, globalThis.stewardEnv)
  }
  return globalThis.stewardEnv
}

function checkProcess(reader: EnvReader): void {
  if (reader.text('NODE_TLS_REJECT_UNAUTHORIZED') === '0') {
    reader.refuse(
      'NODE_TLS_REJECT_UNAUTHORIZED',
      'turns certificate checks off',
      'Remove it; NODE_EXTRA_CA_CERTS adds a private certificate authority',
    )
  }
  if (reader.text('NODE_ENV') === 'production' && /--inspect/.test(reader.text('NODE_OPTIONS') ?? '')) {
    reader.refuse('NODE_OPTIONS', 'opens a debugger, which can read every secret', 'Remove --inspect')
  }
}

function secretOf(reader: EnvReader, variable: string, check: (reader: EnvReader, value: string) => void): Secret {
  const before = reader.problems.length
  const value = reader.secret(variable)
  if (value !== null) check(reader, value)
  else if (reader.problems.length === before) {
    reader.refuse(variable, 'is not set', `Set it, or ${variable}_FILE with the name of a file that holds it`)
  }
  return new Secret(value ?? '')
}

function urlOf(reader: EnvReader, variable: string, value: string): URL {
  return value === '' ? nowhere : (checkedUrl(reader, variable, value, { pathAllowed: false }) ?? nowhere)
}

function fileOf(reader: EnvReader, variable: string): string | null {
  const file = reader.text(`${variable}_FILE`)
  return file === null ? null : absolute(file)
}

function expectedOrganization(reader: EnvReader): string | null {
  const value = reader.text('EXPECTED_ORG_ID')
  if (value !== null && !isId('organization', value)) {
    reader.refuse('EXPECTED_ORG_ID', 'is not an organization id', 'Copy the UUID from the Claude Console, Settings')
  }
  return value
}

function databaseOf(reader: EnvReader): DatabasePlace {
  const url = postgresOf(reader, 'DATABASE_URL')
  const ownerUrl = postgresOf(reader, 'DATABASE_OWNER_URL')
  if (url === null) {
    if (ownerUrl !== null) reader.refuse('DATABASE_OWNER_URL', 'is set without DATABASE_URL', 'Set both or neither')
    return { dataDir: dataDirOf(reader) }
  }
  return { url: new Secret(url), ...(ownerUrl === null ? {} : { ownerUrl: new Secret(ownerUrl) }) }
}

function postgresOf(reader: EnvReader, variable: string): string | null {
  const url = reader.secret(variable)
  if (url !== null && (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)))
    reader.refuse(variable, 'is not a PostgreSQL address', 'Use postgres://user:password@host:5432/database')
  return url
}

function dataDirOf(reader: EnvReader): string {
  return absolute(reader.text('DATA_DIR') ?? 'data')
}

function oidcOf(reader: EnvReader): Env['oidc'] {
  const issuer = reader.required('OIDC_ISSUER', "Set it to your provider's issuer address")
  if (issuer !== '') checkedUrl(reader, 'OIDC_ISSUER', issuer, { pathAllowed: true })
  const clientId = reader.required('OIDC_CLIENT_ID', 'Register Steward at your provider and use the client id it gives')
  const clientSecret = secretOf(reader, 'OIDC_CLIENT_SECRET', () => undefined)
  return { issuer, clientId, clientSecret }
}

function logLevelOf(reader: EnvReader): LogLevel {
  const value = reader.text('LOG_LEVEL') ?? 'info'
  const level = logLevels.find((known) => known === value)
  if (level === undefined) reader.refuse('LOG_LEVEL', 'is not a log level', `Use one of ${logLevels.join(', ')}`)
  return level ?? 'info'
}

/** The comment keeps the bundler from tracing the whole project for a path it cannot know. */
function absolute(file: string): string {
  return path.resolve(/* turbopackIgnore: true */ process.cwd(), file)
}
