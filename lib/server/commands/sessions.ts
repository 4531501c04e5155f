import 'server-only'
import { z } from 'zod'
import { extentOf } from '#lib/rules/permissions.ts'
import { firstRefusal, notPermitted, yes } from '#lib/rules/verdict.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import { personId, sessionId } from '#lib/schemas/ids.ts'
import { credentialOf } from '#lib/server/auth/credential.ts'
import { limitsOf } from '#lib/server/auth/person.ts'
import { livingSessions, revokeSession, revokeSessions } from '#lib/server/auth/sessions.ts'
import type { Ended } from '#lib/server/auth/sessions.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import type { Asked } from '#lib/server/http/command.ts'
import { notFound } from '#lib/server/http/problem.ts'
import { changeWith, peopleOnly, refused, requireFresh } from './change-with.ts'
import type { Told } from './change-with.ts'

/** Ends one session: one's own, or as an admin anybody's. Somebody else's looks as if it were not there. */
export const endSession = defineCommand({
  power: 'sessions.manage',
  input: z.strictObject({ session_id: sessionId }),
  run: async (asked, { session_id }) => {
    const { runtime, signedIn } = asked
    const { env, database } = runtime
    const all = extentOf(signedIn.person, 'sessions.manage') === 'all'
    const nowMs = Date.now()
    const sessions = await livingSessions(database.db, limitsOf(env), nowMs, all ? undefined : signedIn.person.id)
    const found = sessions.find(
      ({ sid_hash }) => credentialOf(env, { session_hash: sid_hash, token_id: null }) === session_id,
    )
    if (found === undefined) throw notFound(session_id)
    const own = found.person_id === signedIn.person.id
    const told = {
      action: 'session.end',
      summary: own ? 'End an own session' : `End a session of ${await nameOf(asked, found.person_id)}`,
      target_kind: 'session',
      target_id: session_id,
      params: { person_id: found.person_id },
    }
    if (!own) {
      const verdict = peopleOnly(asked)
      if (!verdict.allowed) throw await refused(asked, told, verdict)
      requireFresh(asked)
    }
    await changeWith(asked, told, async (trx) => ({ value: await revokeSession(trx, found.sid_hash, nowMs) }))
    return { type: 'sessions_ended', count: 1 }
  },
})

/** Ends all of one's own sessions but the one that asks. */
export const endOtherSessions = defineCommand({
  power: 'sessions.manage',
  input: z.strictObject({}),
  run: async (asked) => {
    const { person, session_hash } = asked.signedIn
    const told = {
      action: 'session.end_others',
      summary: 'End all own sessions but this one',
      target_kind: 'person',
      target_id: person.id,
      params: {},
    }
    return endMany(asked, told, { person_id: person.id, ...(session_hash === null ? {} : { except: session_hash }) })
  },
})

/** Ends every session of one person: their next request is not signed in. */
export const endSessionsOf = defineCommand({
  power: 'sessions.manage',
  stepUp: true,
  input: z.strictObject({ person_id: personId }),
  run: async (asked, { person_id }) => {
    const name = await nameOf(asked, person_id)
    const told = {
      action: 'session.end_person',
      summary: `End all sessions of ${name ?? person_id}`,
      target_kind: 'person',
      target_id: person_id,
      params: {},
    }
    await requireAll(asked, told)
    if (name === null) throw notFound(person_id)
    return endMany(asked, told, { person_id })
  },
})

/** Ends every session there is, the one that asks with them. */
export const endEverySession = defineCommand({
  power: 'sessions.manage',
  stepUp: true,
  input: z.strictObject({}),
  run: async (asked) => {
    const told = {
      action: 'session.end_everybody',
      summary: 'End everybody’s sessions',
      target_kind: null,
      target_id: null,
      params: {},
    }
    await requireAll(asked, told)
    return endMany(asked, told, {})
  },
})

async function endMany(asked: Asked, told: Told, which: Ended): Promise<{ type: string; count: number }> {
  const count = await changeWith(asked, told, async (trx) => ({ value: await revokeSessions(trx, which, Date.now()) }))
  return { type: 'sessions_ended', count }
}

async function requireAll(asked: Asked, told: Told): Promise<void> {
  const { person } = asked.signedIn
  const verdict: Verdict = firstRefusal(
    () => (extentOf(person, 'sessions.manage') === 'all' ? yes : othersSessions),
    () => peopleOnly(asked),
  )
  if (!verdict.allowed) throw await refused(asked, told, verdict)
}

const othersSessions = notPermitted(
  'others_sessions',
  'Your portal role ends your own sessions only. A portal admin can end those of others.',
)

async function nameOf({ runtime }: Asked, id: string): Promise<string | null> {
  const { db } = runtime.database
  const record = await db.selectFrom('person').select(['name', 'email']).where('id', '=', id).executeTakeFirst()
  return record === undefined ? null : record.email || record.name
}
