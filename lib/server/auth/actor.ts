import 'server-only'
import type { Actor } from '#lib/server/audit/record.ts'
import type { Env } from '#lib/server/env.ts'
import { credentialOf } from './credential.ts'
import type { SignedIn } from './person.ts'

/** Whoever is signed in, as the audit log names them. */
export function actorOf(env: Pick<Env, 'sessionSecret'>, signedIn: SignedIn): Actor {
  const { person, issuer, subject } = signedIn
  return { person, issuer, subject, address: null, credential: credentialOf(env, signedIn) }
}
