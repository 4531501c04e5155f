import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Person } from '#lib/schemas/person.ts'
import type { Actor, Intent } from '#lib/server/audit/record.ts'
import { credentialOf } from './credential.ts'
import type { Claims } from './people.ts'
import { nowOf, signedInNow } from './person.ts'
import type { AuthParts, SignedIn } from './person.ts'

function note(action: string, summary: string, params: unknown): Intent {
  return {
    request_id: `req_${randomUUID().replaceAll('-', '')}`,
    action,
    summary,
    target_kind: null,
    target_id: null,
    workspace_id: null,
    params,
    reason: null,
    before: null,
  }
}

/** Rejects when the audit log cannot take it: then the sign-in must not happen. */
export async function noteSignIn(parts: AuthParts, person: Person, claims: Claims, again: boolean): Promise<void> {
  const actor: Actor = { person, issuer: claims.issuer, subject: claims.subject, address: null, credential: null }
  const facts = { email_verified: claims.email_verified, auth_time_known: claims.auth_ms !== null }
  const [action, words] = again ? ['session.step_up', 'Signed in again'] : ['session.sign_in', 'Signed in']
  await parts.audit?.note(actor, note(action, words, facts))
}

export async function noteSignOut(parts: AuthParts, signedIn: SignedIn): Promise<void> {
  const { person, issuer, subject } = signedIn
  const actor: Actor = { person, issuer, subject, address: null, credential: credentialOf(parts.env, signedIn) }
  await parts.audit?.note(actor, note('session.sign_out', 'Signed out', {}))
}

/** Somebody signed in was asked to prove who they are, and the answer was not theirs or not new. */
export async function noteStepUpRefused(parts: AuthParts, personId: string, problem: string): Promise<void> {
  const signedIn = await signedInNow(parts, { person_id: personId }, 'browser')
  if (signedIn === null) return noteFailure(parts, problem)
  const { person, issuer, subject } = signedIn
  const actor: Actor = { person, issuer, subject, address: null, credential: null }
  await parts.audit?.deny(actor, note('session.step_up', 'Signing in again failed', {}), problem)
}

const failuresAMinute = 10
const failures = { minute: 0, count: 0 }

/** Failed sign-ins, a few a minute: anyone can cause them, and the audit log must not be filled by strangers. */
export async function noteFailure(parts: AuthParts, problem: string): Promise<void> {
  const minute = Math.floor(nowOf(parts) / 60_000)
  if (failures.minute !== minute) Object.assign(failures, { minute, count: 0 })
  failures.count += 1
  if (failures.count > failuresAMinute) return
  const nobody = { id: '', name: 'Nobody', email: '', role: null, workspaces: [], via: 'browser' as const }
  const actor: Actor = { person: nobody, issuer: '', subject: '', address: null, credential: null }
  await parts.audit?.deny(actor, note('session.sign_in', 'Sign-in failed', {}), problem)
}
