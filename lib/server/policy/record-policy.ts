import 'server-only'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { portalActor } from '#lib/server/audit/portal-actor.ts'
import type { AuditLog, Intent, Told } from '#lib/server/audit/record.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import type { PolicyState } from './policy.ts'

/**
 * Records which policy is in force: once over all replicas that read the same file, because what the log says last is
 * asked in the very transaction that writes. A file that is refused is recorded once for its content.
 */
export function policyRecorder(audit: Pick<AuditLog, 'noteFrom'>, file: string | null) {
  const name = file === null ? null : path.basename(file)
  return async (state: PolicyState): Promise<void> => {
    await audit.noteFrom(portalActor, (db) => changed(db, state, name))
    if (state.refused_sha256 !== null) await audit.noteFrom(portalActor, (db) => refused(db, state, name))
  }
}

async function changed(db: Queryable, state: PolicyState, file: string | null): Promise<Told | null> {
  const last = await newest(db, 'policy.changed')
  if ((last?.target_id ?? null) === state.sha256) return null
  const before: unknown = JSON.parse(last?.after ?? 'null')
  const summary = state.sha256 === null ? 'No policy file is in force any more' : 'Another policy file is in force'
  return {
    intent: intentOf('policy.changed', state.sha256, { summary, before, params: { file } }),
    outcome: { result: 'succeeded', problem: null, upstream_request_id: null, after: summaryOf(state) },
  }
}

async function refused(db: Queryable, state: PolicyState, file: string | null): Promise<Told | null> {
  if (await newest(db, 'policy.refused', state.refused_sha256)) return null
  const params = { file, in_force: state.sha256, refused: state.refused_sha256, problems: state.problems.slice(0, 20) }
  const summary = 'The policy file was changed and cannot be used; the last good one stays in force'
  return {
    intent: intentOf('policy.refused', state.refused_sha256, { summary, before: null, params }),
    outcome: { result: 'failed', problem: state.problems[0] ?? '', upstream_request_id: null, after: null },
  }
}

function newest(db: Queryable, action: string, target?: string | null): Promise<AuditEvent | undefined> {
  let select = db.selectFrom('audit_event').selectAll().where('action', '=', action).where('kind', '=', 'event')
  if (target !== undefined) select = select.where('target_id', '=', target)
  return select.orderBy('seq', 'desc').limit(1).executeTakeFirst()
}

/** The fingerprint, and how many rules of each kind: enough to see what sort of change it was. */
function summaryOf({ sha256, policy }: PolicyState): Record<string, unknown> | null {
  if (sha256 === null) return null
  const { groups, invites, ceilings, reasons, approvals, freeze } = policy
  const { keys, workspaces, tags } = policy.protected
  return {
    sha256,
    groups: groups.length,
    allowed_domains: invites?.allowed_domains.length ?? 0,
    ceilings: Object.keys(ceilings).length,
    protected: keys.length + workspaces.length + Object.keys(tags).length,
    reasons: reasons.length,
    approvals: approvals.length,
    freeze: freeze.length,
  }
}

function intentOf(action: string, sha256: string | null, told: Pick<Intent, 'summary' | 'before' | 'params'>): Intent {
  const request_id = `req_${randomUUID().replaceAll('-', '')}`
  return { request_id, action, target_kind: 'policy', target_id: sha256, workspace_id: null, reason: null, ...told }
}
