import 'server-only'
import { adminApi } from '#lib/server/admin-api/admin-api.ts'
import { createBudget } from '#lib/server/admin-api/budget.ts'
import { fingerprintOf } from '#lib/server/admin-api/key-file.ts'
import { openUpstream } from '#lib/server/admin-api/upstream.ts'
import { createHealthKeeper } from '#lib/server/admin-api/health.ts'
import { portalActor } from '#lib/server/audit/portal-actor.ts'
import type { Intent } from '#lib/server/audit/record.ts'
import { SigningKeyError } from '#lib/server/audit/signing-key.ts'
import { processEnv, secretsOf } from '#lib/server/env.ts'
import type { Env } from '#lib/server/env.ts'
import { createLogger } from '#lib/server/log.ts'
import { startKeeper } from '#lib/server/mirror/keeper.ts'
import { createMirrorReader } from '#lib/server/mirror/read.ts'
import { createSync } from '#lib/server/mirror/sync.ts'
import { openPolicy } from '#lib/server/policy/policy.ts'
import { createRequestLimits } from '#lib/server/request-limits.ts'
import { newRequestId } from '#lib/server/request-id.ts'
import { databaseOptions, openDatabase } from '#lib/server/store/database.ts'
import { policyRecorder } from '#lib/server/policy/record-policy.ts'
import { startPolicyKeeper } from '#lib/server/policy/keeper.ts'
import type { Database } from '#lib/server/store/database.ts'
import { AlreadyRunningError, claimInstance } from '#lib/server/store/instance.ts'
import type { Instance } from '#lib/server/store/instance.ts'
import { joinAudit } from './runtime-audit.ts'
import { joinChanges } from './runtime-changes.ts'
import { checkOrganization } from './runtime-organization.ts'
import { StartError } from './start-error.ts'
import { joinUsage } from './runtime-usage.ts'
import { joinNotices } from './runtime-notices.ts'
import { joinHistory } from './runtime-history.ts'
import type { Runtime } from './runtime-type.ts'

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
  const policy = openPolicy(env.policyFile, { onSeen: policyRecorder(audit, env.policyFile) })
  const policyKeeper = startPolicyKeeper(policy)
  const changes = joinChanges({
    env,
    log,
    database,
    instance,
    reader,
    audit,
    anchor,
    budget,
    health,
    keeper,
    policy,
    call,
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
    admin: changes.admin,
    policy,
    instance,
    inFlight: changes.inFlight,
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
    reconcile: changes.reconcile,
    isFresh: ({ auth_ms }) =>
      auth_ms === null || env.stepUpMinutes === 0 || Date.now() - auth_ms <= env.stepUpMinutes * 60_000,
    perform: changes.perform,
    jobs: changes.jobs,
    close: async () => {
      keyFile.stop()
      await changes.stop()
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
