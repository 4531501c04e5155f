import 'server-only'
import { pino } from 'pino'
import type { Logger } from 'pino'
import type { Secret } from './secret.ts'

/** Anything that looks like a credential of ours or of Anthropic, whoever put it into a message. */
const credentialLike = /(?:sk-ant-|stw_)[A-Za-z0-9_-]{6,}/g

/**
 * JSON lines to stdout. The last step before a line leaves replaces every loaded secret and everything that looks like
 * a credential: path redaction does not see secrets inside messages and stacks.
 */
export function createLogger(level: string, secrets: readonly Secret[]): Logger {
  const values = secrets.map((secret) => secret.reveal()).filter((value) => value.length >= 8)
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: (line) => withoutSecrets(line, values) },
  })
}

export function withoutSecrets(line: string, values: readonly string[]): string {
  let clean = line
  for (const value of values) {
    clean = clean.replaceAll(value, '[secret]').replaceAll(JSON.stringify(value).slice(1, -1), '[secret]')
  }
  return clean.replace(credentialLike, '[secret]')
}
