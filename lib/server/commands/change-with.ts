import 'server-only'
import { notPermitted, yes } from '#lib/rules/verdict.ts'
import type { Refusal, Verdict } from '#lib/rules/verdict.ts'
import { StepUpRequiredError } from '#lib/server/actions/errors.ts'
import type { Intent } from '#lib/server/audit/record.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import type { Asked } from '#lib/server/http/command.ts'
import { Problem } from '#lib/server/http/problem.ts'
import type { Queryable } from '#lib/server/store/database.ts'

/** A change of Steward's own, as the audit log tells it. */
export type Told = Pick<Intent, 'action' | 'summary' | 'target_kind' | 'target_id' | 'params' | 'job_id'> & {
  before?: unknown
}

/**
 * Makes a change and its event together or not at all, and one such change at a time over all replicas: what `change`
 * reads stays true until it is committed. A refusal is recorded, too. Throws Problem.
 */
export async function changeWith<T>(
  asked: Asked,
  told: Told,
  change: (trx: Queryable) => Promise<{ refusal: Refusal } | { value: T }>,
): Promise<T> {
  const { runtime, signedIn } = asked
  const ended: { made?: Awaited<ReturnType<typeof change>> } = {}
  try {
    await runtime.audit.noteWith(actorOf(runtime.env, signedIn), noteOf(asked, told), async (trx) => {
      ended.made = await change(trx)
      // Throwing takes back what was written before the refusal was found.
      if ('refusal' in ended.made) throw problemFor(ended.made.refusal)
      return true
    })
  } catch (error) {
    throw ended.made !== undefined && 'refusal' in ended.made ? await refused(asked, told, ended.made.refusal) : error
  }
  if (ended.made === undefined || 'refusal' in ended.made) throw new Error('The change was not made')
  return ended.made.value
}

/** Records that a command was refused, and resolves to what the caller is told. */
export async function refused(asked: Asked, told: Told, refusal: Refusal): Promise<Problem> {
  const { runtime, signedIn } = asked
  await runtime.audit.deny(actorOf(runtime.env, signedIn), noteOf(asked, told), refusal.reason)
  return problemFor(refusal)
}

function problemFor(refusal: Refusal): Problem {
  return new Problem(refusal.kind === 'impossible' ? 409 : 403, refusal.code, refusal.reason)
}

function noteOf({ request_id, reason }: Asked, told: Told): Intent {
  return { before: null, ...told, request_id, workspace_id: null, reason }
}

/** What gives power away, or ends other people's access to the portal, is never left to a script. */
export function peopleOnly({ signedIn }: Asked): Verdict {
  return signedIn.person.via === 'browser'
    ? yes
    : notPermitted('people_only', 'Only a person who is signed in can do this, not a token.')
}

/** Throws StepUpRequiredError where only some of a command's inputs ask for a fresh sign-in. */
export function requireFresh({ runtime, signedIn }: Asked): void {
  if (!runtime.isFresh(signedIn)) throw new StepUpRequiredError()
}
