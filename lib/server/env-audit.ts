import 'server-only'
import path from 'node:path'
import type { EnvReader } from './env-reader.ts'
import { checkedUrl } from './env-rules.ts'
import { Secret } from './secret.ts'

/** Where the proof of the audit log goes, and who else is told its events. */
export type AuditEnv = {
  /** PEM of the key that signs checkpoints; null for one in the data folder. */
  signingKeyFile: string | null
  checkpointFile: string
  checkpointUrl: URL | null
  siemStdout: boolean
  siemUrl: URL | null
  siemToken: Secret | null
}

export function auditOf(reader: EnvReader, dataDir: string, absolute: (file: string) => string): AuditEnv {
  const keyFile = reader.text('AUDIT_SIGNING_KEY_FILE')
  const siemUrl = sinkOf(reader, 'SIEM_URL')
  const token = reader.secret('SIEM_TOKEN')
  if (token !== null && siemUrl === null) reader.warnings.push('SIEM_TOKEN is set without SIEM_URL and does nothing')
  if (token !== null && !/^[\x21-\x7e]+$/.test(token))
    reader.refuse('SIEM_TOKEN', 'holds characters that no header can carry', 'Copy the token again')
  return {
    signingKeyFile: keyFile === null ? null : absolute(keyFile),
    checkpointFile: absolute(reader.text('AUDIT_CHECKPOINT_FILE') ?? path.join(dataDir, 'audit-checkpoints.jsonl')),
    checkpointUrl: sinkOf(reader, 'AUDIT_CHECKPOINT_URL'),
    siemStdout: flagOf(reader, 'SIEM_STDOUT'),
    siemUrl,
    siemToken: token === null ? null : new Secret(token),
  }
}

function sinkOf(reader: EnvReader, variable: string): URL | null {
  const value = reader.text(variable)
  return value === null ? null : checkedUrl(reader, variable, value, { pathAllowed: true })
}

export function flagOf(reader: EnvReader, variable: string, fallback: '0' | '1' = '0'): boolean {
  const value = reader.text(variable) ?? fallback
  if (value !== '0' && value !== '1')
    reader.refuse(variable, 'is neither 0 nor 1', 'Use 1 for yes, 0 for no, or leave it out')
  return value === '1'
}
