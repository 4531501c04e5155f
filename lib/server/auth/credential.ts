import 'server-only'
import { createHmac } from 'node:crypto'
import type { Env } from '#lib/server/env.ts'
import type { SignedIn } from './person.ts'

/** What the audit log keeps of the session or token behind an act: enough to tell two apart, useless to anybody else. */
export function credentialOf(
  env: Pick<Env, 'sessionSecret'>,
  { session_hash, token_id }: Pick<SignedIn, 'session_hash' | 'token_id'>,
): string | null {
  if (token_id !== null || session_hash === null) return token_id
  const keyed = createHmac('sha256', env.sessionSecret.reveal()).update(`session ${session_hash}`).digest('hex')
  return `session_${keyed.slice(0, 24)}`
}
