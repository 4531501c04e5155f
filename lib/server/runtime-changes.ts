import 'server-only'
import { askPolicy } from '#lib/server/actions/ask-policy.ts'
import { perform } from '#lib/server/actions/perform.ts'
import type { Proposed } from '#lib/server/actions/perform.ts'
import { workspaceFactsFrom } from '#lib/server/actions/workspace-facts.ts'
import { adminApi } from '#lib/server/admin-api/admin-api.ts'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import type { Call } from '#lib/server/admin-api/client.ts'
import type { UpstreamHealthKeeper } from '#lib/server/admin-api/health.ts'
import type { PerformAs } from '#lib/server/approvals/carry-out.ts'
import { propose } from '#lib/server/approvals/proposals.ts'
import { startReconciler } from '#lib/server/approvals/reconciler.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import { refuseWhenInDoubt } from '#lib/server/http/doubt.ts'
import { Problem } from '#lib/server/http/problem.ts'
import { startRunner } from '#lib/server/jobs/runner.ts'
import { starterNow } from '#lib/server/jobs/starter.ts'
import type { Keeper } from '#lib/server/mirror/keeper.ts'
import type { MirrorReader } from '#lib/server/mirror/read.ts'
import type { Runtime } from './runtime-type.ts'

type ChangeParts = Pick<Runtime, 'env' | 'log' | 'database' | 'instance' | 'audit' | 'anchor' | 'budget' | 'policy'> & {
  reader: MirrorReader
  health: UpstreamHealthKeeper
  keeper: Keeper
  call: Call
}

/** Joins what changes the organization: the one pipe, for people and for jobs, and what closes its loose ends. */
export function joinChanges(joined: ChangeParts) {
  const { env, log, database, instance, reader, audit, keeper, policy, call, budget } = joined
  const pipe = pipeOf(joined)
  const reconciler = startReconciler(
    {
      ...pipe.parts,
      admin: adminApi(call, 'read_back'),
      instance,
      settleMs: env.reconcileSettleSeconds * 1000,
    },
    log,
  )
  const forJobs = adminApi(call, 'job')
  const jobs = startRunner({
    database,
    audit,
    instance,
    budget,
    log,
    admin: forJobs,
    perform: pipe.performIn(forJobs),
    snapshot: reader.snapshot,
    lookAgain: keeper.stale,
    starterNow: (job) => starterNow({ database, env, policy }, job),
    reconcile: reconciler.now,
    standstill: () => wordsOf(pipe.refuse),
  })
  return {
    jobs,
    admin: pipe.admin,
    inFlight: pipe.parts.inFlight,
    reconcile: reconciler.now,
    perform: pipe.performIn(pipe.admin),
    stop: async () => {
      await jobs.stop()
      await reconciler.stop()
    },
  }
}

/** Every change goes through here, whoever asks for it, in the budget's lane that the lent Admin API has. */
function pipeOf({ env, database, reader, audit, anchor, health, keeper, policy, call }: ChangeParts) {
  const parts = {
    database,
    audit,
    propose: (proposed: Proposed) => propose(audit, proposed, Date.now()),
    inFlight: new Set<string>(),
    abandoned: new Map<string, number>(),
    onStale: keeper.stale,
  }
  const refuse = () => {
    refuseWhenInDoubt(anchor)
    const { problem, readOnly } = health.current()
    if (readOnly) throw new Problem(503, 'read_only', problem ?? 'Steward is read-only at the moment.')
  }
  const performIn = (admin: AdminApi): PerformAs => {
    const asked = { ...parts, policy: askPolicy({ policy, reader, refresh: keeper.refresh, admin }) }
    return async (action, input, signedIn, performance) => {
      refuse()
      const context = { admin, person: signedIn.person, workspaceFacts: workspaceFactsFrom(reader, admin) }
      return perform({ ...asked, context }, action, input, { ...performance, actor: actorOf(env, signedIn) })
    }
  }
  return { parts, admin: adminApi(call, 'interactive'), refuse, performIn }
}

/** What it refuses with; null when it does not. */
function wordsOf(refuse: () => void): string | null {
  try {
    refuse()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : 'Steward cannot change anything at the moment.'
  }
}
