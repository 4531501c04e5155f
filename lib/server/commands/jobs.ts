import 'server-only'
import { z } from 'zod'
import { userId } from '#lib/schemas/ids.ts'
import { StepUpRequiredError } from '#lib/server/actions/errors.ts'
import { unavailable } from '#lib/server/approvals/proposals.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import type { Asked } from '#lib/server/http/command.ts'
import { Problem } from '#lib/server/http/problem.ts'
import { createJob, newestOf } from '#lib/server/jobs/create.ts'
import type { Created, NewJob } from '#lib/server/jobs/create.ts'
import { willBeDone } from '#lib/server/jobs/planned.ts'
import type { Planned } from '#lib/server/jobs/planned.ts'
import { planFor } from './plans.ts'
import type { PlannedJob } from './plans.ts'
import { mostPlanBytes, nameOfAtMost, wantedOf, wantedShape } from './wanted.ts'

/**
 * Starts what was planned, if it is still what would be done. The same changes by the same person are one job however
 * often and however close together they are sent; `again` begins an ended one once more.
 */
export const startJob = defineCommand({
  power: 'jobs.create',
  input: z.strictObject({
    ...wantedShape,
    title: nameOfAtMost(200).min(1, { error: 'is empty' }),
    kind: z.enum(['bulk', 'import', 'campaign', 'offboarding', 'access']),
    fingerprint: z.string().regex(/^[0-9a-f]{64}$/, { error: 'is not a fingerprint' }),
    again: z.boolean().optional(),
    user_id: userId.optional(),
  }),
  mostBytes: mostPlanBytes,
  run: async (asked, { title, kind, fingerprint, again = false, user_id = null, ...given }) => {
    if ((kind === 'offboarding') !== (user_id !== null)) throw aboutNobody
    const wanted = wantedOf(given)
    const planned = await planFor(asked.runtime, asked.signedIn, wanted)
    const existing = await existingJob(asked, planned, again)
    if (existing !== null) return existing
    if (planned.plan.fingerprint !== fingerprint) throw planChanged
    const file_name = 'file' in wanted ? wanted.file.name : null
    return beginJob(asked, planned, { kind, title, file_name, user_id, undoes: null, again })
  },
})

const aboutNobody = new Problem(
  400,
  'invalid_input',
  'user_id: names the member that an offboarding is about, and only that.',
)

const planChanged = new Problem(
  409,
  'plan_changed',
  'What would be done is not what you saw: something changed since. Nothing was started; look at the new plan.',
)

async function existingJob({ runtime }: Asked, { identity }: PlannedJob, again: boolean): Promise<Created | null> {
  const existing = await newestOf(runtime.database.db, identity)
  return existing === null || (again && existing.ended_ms !== null) ? null : { id: existing.id, existing: true }
}

type Asking = Pick<NewJob, 'kind' | 'title' | 'file_name' | 'user_id' | 'undoes' | 'again'>

/** Asks for what the changes need (a reason, a fresh sign-in), then keeps the job and wakes whoever carries it out. */
export async function beginJob(
  { runtime, signedIn, request_id, reason }: Asked,
  {
    plan,
    planned,
    identity,
  }: { plan: PlannedJob['plan']; planned: (Planned & { undoes?: string })[]; identity: string },
  asking: Asking,
): Promise<Created> {
  if (!planned.some(willBeDone))
    throw new Problem(409, 'nothing_to_do', 'Nothing of this can be done, so nothing was started.')
  if (plan.needs_reason && (reason ?? '').trim() === '')
    throw new Problem(
      403,
      'reason_required',
      'The policy file asks for a reason. Say why in a few words, then do it again.',
    )
  if (plan.needs_step_up && !runtime.isFresh(signedIn)) throw new StepUpRequiredError()
  const job = { ...asking, identity, reason, request_id }
  const created = await createJob(runtime.audit, actorOf(runtime.env, signedIn), job, planned, Date.now()).catch(
    unavailable,
  )
  runtime.jobs.poke()
  return created
}
