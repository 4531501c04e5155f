import 'server-only'
import { notCompared, startAnchor } from '#lib/server/audit/anchor.ts'
import type { Anchor } from '#lib/server/audit/anchor.ts'
import { portalActor } from '#lib/server/audit/portal-actor.ts'
import { createAuditLog } from '#lib/server/audit/record.ts'
import type { AuditLog } from '#lib/server/audit/record.ts'
import { startSiem } from '#lib/server/audit/siem.ts'
import type { Siem } from '#lib/server/audit/siem.ts'
import { loadSigner } from '#lib/server/audit/signing-key.ts'
import type { Signer } from '#lib/server/audit/signing-key.ts'
import { httpSink, stdoutSink } from '#lib/server/audit/sinks.ts'
import type { Env } from '#lib/server/env.ts'
import type { MirrorReader } from '#lib/server/mirror/read.ts'
import { newRequestId } from '#lib/server/request-id.ts'
import { mayRewriteEvents } from '#lib/server/store/application-role.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Instance } from '#lib/server/store/instance.ts'
import type { Runtime } from './runtime-type.ts'

type Parts = { env: Env; log: Runtime['log']; database: Database; instance: Instance; reader: MirrorReader }
type AuditParts = { audit: AuditLog; anchor: Anchor; siem: Siem }

/** The audit log with what proves it and who else is told. Throws SigningKeyError. */
export async function joinAudit({ env, log, database, instance, reader }: Parts): Promise<AuditParts> {
  const signer = loadSigner(env.audit.signingKeyFile, env.dataDir)
  await tellWeaknesses(log, database, signer)
  const holder = instance.id
  const organization = async () => env.expectedOrgId ?? (await reader.snapshot()).list('organization')[0]?.id ?? null
  const { checkpointFile: file, checkpointUrl: url } = env.audit
  const anchor = await startAnchor({ database, signer, file, url, holder, organization, log })
  const siem = startSiem({ database, sinks: sinksOf(env), holder, log })
  const audit = createAuditLog(database, holder, Date.now, (event) => {
    anchor.appended(event)
    siem.appended()
  })
  const problem = anchor.problem()
  if (problem !== null) log.error(problem)
  if (problem !== null && problem !== notCompared)
    await audit
      .deny(portalActor, note(problem), problem)
      .catch((err: unknown) => log.error({ err }, 'the rollback could not be recorded'))
  return { audit, anchor, siem }
}

async function tellWeaknesses(log: Runtime['log'], database: Database, signer: Signer): Promise<void> {
  for (const warning of signer.warnings) log.warn(warning)
  if (database.kind === 'postgresql' && (await mayRewriteEvents(database)))
    log.warn(
      'The database role of DATABASE_URL owns the audit log: whoever takes over the portal could switch its triggers off and rewrite it. DATABASE_OWNER_URL with a second role prevents that',
    )
}

function sinksOf({ audit }: Env) {
  return [
    ...(audit.siemStdout ? [stdoutSink()] : []),
    ...(audit.siemUrl === null ? [] : [httpSink(audit.siemUrl, audit.siemToken)]),
  ]
}

function note(problem: string) {
  return {
    request_id: newRequestId(),
    action: 'audit.disagreement',
    summary: 'The audit log does not agree with its newest checkpoint',
    target_kind: null,
    target_id: null,
    workspace_id: null,
    params: { problem },
    reason: null,
    before: null,
  }
}
