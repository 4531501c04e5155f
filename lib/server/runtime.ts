import 'server-only'
import { NamedError } from '#lib/server/named-error.ts'
import { askPolicy } from '#lib/server/actions/ask-policy.ts'
import { perform } from '#lib/server/actions/perform.ts'
import type { Proposed } from '#lib/server/actions/perform.ts'
import type { PerformAs } from '#lib/server/approvals/carry-out.ts'
import { startReconciler } from '#lib/server/approvals/reconciler.ts'
import { propose } from '#lib/server/approvals/proposals.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import { adminApi } from '#lib/server/admin-api/admin-api.ts'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import { createBudget } from '#lib/server/admin-api/budget.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import { fingerprintOf } from '#lib/server/admin-api/key-file.ts'
import { openUpstream } from '#lib/server/admin-api/upstream.ts'
import { createHealthKeeper } from '#lib/server/admin-api/health.ts'
import type { UpstreamHealthKeeper } from '#lib/server/admin-api/health.ts'
import { portalActor } from '#lib/server/audit/portal-actor.ts'
import type { Intent } from '#lib/server/audit/record.ts'
import { SigningKeyError } from '#lib/server/audit/signing-key.ts'
import { processEnv, secretsOf } from '#lib/server/env.ts'
import type { Env } from '#lib/server/env.ts'
import { refuseWhenInDoubt } from '#lib/server/http/doubt.ts'
import { Problem } from '#lib/server/http/problem.ts'
import { createLogger } from '#lib/server/log.ts'
import { startKeeper } from '#lib/server/mirror/keeper.ts'
import { createMirrorReader } from '#lib/server/mirror/read.ts'
import type { MirrorReader } from '#lib/server/mirror/read.ts'
import { WrongOrganizationError, createSync, readOrganization } from '#lib/server/mirror/sync.ts'
import { openPolicy } from '#lib/server/policy/policy.ts'
import { createRequestLimits } from '#lib/server/request-limits.ts'
import { newRequestId } from '#lib/server/request-id.ts'
import { databaseOptions, openDatabase } from '#lib/server/store/database.ts'
import { policyRecorder } from '#lib/server/policy/record-policy.ts'
import { startPolicyKeeper } from '#lib/server/policy/keeper.ts'
import type { Database } from '#lib/server/store/database.ts'
import { AlreadyRunningError, claimInstance } from '#lib/server/store/instance.ts'
import type { Instance } from '#lib/server/store/instance.ts'
import { workspaceFactsFrom } from './actions/workspace-facts.ts'
import { startRunner } from './jobs/runner.ts'
import { starterNow } from './jobs/starter.ts'
import { joinAudit } from './runtime-audit.ts'
import { joinUsage } from './runtime-usage.ts'
import { joinNotices } from './runtime-notices.ts'
import { joinHistory } from './runtime-history.ts'
import type { Runtime } from './runtime-type.ts'

/** Why the portal must not start: one line for the person who starts it. */
export class StartError extends NamedError {
  static override readonly errorName = 'StartError'
}

declare global {
  var stewardRuntime: Promise<Runtime> | undefined
}

/** The parts of this process, joined on first use however often Next evaluates this module. */
export function getRuntime(): Promise<Runtime> {
  globalThis.stewardRuntime ??= createRuntime(processEnv())
  return globalThis.stewardRuntime
}

/** Joins a portal. Throws StartError when the admin key is refused or is of another organization. */
export async function createRuntime(env: Env): Promise<Runtime> {
  const log = createLogger(env.logLevel, secretsOf(env))
  const database = await openDatabase(databaseOptions(env.database))
  try {
    return await joinAs(env, log, database)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Takes this process's place on the database first, so that nothing is begun that another process would close. */
async function joinAs(env: Env, log: Runtime['log'], database: Database): Promise<Runtime> {
  const instance = await claimInstance(database, databaseOptions(env.database)).catch((error: unknown) => {
    throw error instanceof AlreadyRunningError ? new StartError(error.message) : error
  })
  try {
    return await join(env, log, database, instance)
  } catch (error) {
    await instance.release()
    throw error
  }
}

async function join(env: Env, log: Runtime['log'], database: Database, instance: Instance): Promise<Runtime> {
  const health = createHealthKeeper()
  const budget = createBudget(database, env.requestsPerMinute)
  const reader = createMirrorReader(database)
  const { audit, anchor, siem } = await joinAudit({ env, log, database, instance, reader }).catch((error: unknown) => {
    throw error instanceof SigningKeyError ? new StartError(error.message) : error
  })
  let organizationId = env.expectedOrgId
  const { call, keyFile } = openUpstream({
    file: env.adminKeyFile,
    first: env.adminKey,
    origin: env.anthropicBaseUrl,
    budget,
    health,
    log,
    organizationId: () => organizationId,
    onRenewed: async (fingerprints) => void (await audit.note(portalActor, keyRenewed(fingerprints))),
  })
  const expectedOrganizationId = await checkOrganization(env, database, reader, call, health)
  organizationId = expectedOrganizationId
  // On a new database the anchor has only now something to call its checkpoints.
  await anchor.now()
  const afterwards = joinHistory({ database, audit, log })
  const sync = createSync({ database, reader, admin: adminApi(call, 'sync'), expectedOrganizationId, afterwards })
  const keeper = startKeeper({ database, reader, sync, health, log })
  const usage = joinUsage({ database, reader, admin: adminApi(call, 'sync'), log, on: env.usageReports })
  const notices = joinNotices({ env, log, database, instance, reader, refresh: keeper.refresh })
  const admin = adminApi(call, 'interactive')
  const policy = openPolicy(env.policyFile, { onSeen: policyRecorder(audit, env.policyFile) })
  const policyKeeper = startPolicyKeeper(policy)
  const inFlight = new Set<string>()
  const policySources = { policy, reader, refresh: keeper.refresh, admin }
  const parts = {
    database,
    audit,
    policy: askPolicy(policySources),
    propose: (proposed: Proposed) => propose(audit, proposed, Date.now()),
    inFlight,
    abandoned: new Map<string, number>(),
    onStale: keeper.stale,
  }
  const reconciler = startReconciler(
    { ...parts, admin: adminApi(call, 'read_back'), instance, settleMs: env.reconcileSettleSeconds * 1000 },
    log,
  )
  const refuse = () => {
    refuseWhenInDoubt(anchor)
    const { problem, readOnly } = health.current()
    if (readOnly) throw new Problem(503, 'read_only', problem ?? 'Steward is read-only at the moment.')
  }
  /** Every change goes through here, whoever asks for it, in the lane of `lent`. */
  const performWith =
    (lent: AdminApi, asked = parts): PerformAs =>
    async (action, input, signedIn, performance) => {
      refuse()
      const context = { admin: lent, person: signedIn.person, workspaceFacts: workspaceFactsFrom(reader, lent) }
      return perform({ ...asked, context }, action, input, { ...performance, actor: actorOf(env, signedIn) })
    }
  const forJobs = adminApi(call, 'job')
  const jobs = startRunner({
    database,
    audit,
    instance,
    budget,
    log,
    admin: forJobs,
    perform: performWith(forJobs, { ...parts, policy: askPolicy({ ...policySources, admin: forJobs }) }),
    snapshot: reader.snapshot,
    lookAgain: keeper.stale,
    starterNow: (job) => starterNow({ database, env, policy }, job),
    reconcile: reconciler.now,
    standstill: () => wordsOf(refuse),
  })
  return {
    env,
    database,
    log,
    audit,
    anchor,
    siem,
    notices,
    budget,
    admin,
    policy,
    instance,
    inFlight,
    health: health.current,
    mirror: {
      snapshot: reader.snapshot,
      progress: reader.progress,
      tombstoneOrder: reader.tombstoneOrder,
      looked: keeper.looked,
      refresh: keeper.refresh,
    },
    usage: { figures: usage.figures, looked: usage.looked, refresh: usage.refresh },
    limits: createRequestLimits(env.requestsPerPersonPerMinute),
    credentialFingerprint: () => fingerprintOf(keyFile.current()),
    renewKey: keyFile.check,
    reconcile: reconciler.now,
    isFresh: ({ auth_ms }) =>
      auth_ms === null || env.stepUpMinutes === 0 || Date.now() - auth_ms <= env.stepUpMinutes * 60_000,
    perform: performWith(admin),
    jobs,
    close: async () => {
      keyFile.stop()
      await jobs.stop()
      await reconciler.stop()
      await notices.stop()
      await keeper.stop()
      await usage.stop()
      await policyKeeper.stop()
      await siem.stop()
      await anchor.stop()
      await instance.release()
      await database.close()
    },
  }
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

/** Resolves to the organization that every later answer must come from; null while none is known. */
async function checkOrganization(
  env: Env,
  database: Database,
  reader: MirrorReader,
  call: Parameters<typeof adminApi>[0],
  health: UpstreamHealthKeeper,
): Promise<string | null> {
  const [mirrored] = (await reader.snapshot()).list('organization')
  if (env.expectedOrgId !== null && mirrored !== undefined && mirrored.id !== env.expectedOrgId)
    throw new StartError(
      `The database holds organization ${mirrored.id}, not EXPECTED_ORG_ID ${env.expectedOrgId}. Use another database.`,
    )
  const expectedOrganizationId = env.expectedOrgId ?? mirrored?.id ?? null
  try {
    await readOrganization({ database, expectedOrganizationId, admin: adminApi(call, 'interactive') })
  } catch (error) {
    if (error instanceof WrongOrganizationError) throw new StartError(error.message)
    if (!(error instanceof UpstreamError)) throw error
    if (error.status === 401 || error.status === 403)
      throw new StartError(
        'ANTHROPIC_ADMIN_KEY is refused by the Admin API: it is wrong, revoked or expired. Make a new admin key in the Claude Console.',
      )
    health.report(error)
  }
  const [read] = (await reader.snapshot()).list('organization')
  return expectedOrganizationId ?? read?.id ?? null
}

function keyRenewed(fingerprints: { before: string; after: string }): Intent {
  return {
    request_id: newRequestId(),
    action: 'credential.renew',
    summary: 'The admin key was renewed from its file',
    target_kind: null,
    target_id: null,
    workspace_id: null,
    params: fingerprints,
    reason: null,
    before: null,
  }
}
