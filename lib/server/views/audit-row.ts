import 'server-only'
import type { AuditResult, AuditRow } from '#lib/schemas/views.ts'
import { undoOf } from '#lib/server/actions/undo.ts'
import type { ListedEvent } from '#lib/server/audit/list.ts'

/** One action as the pages tell it. */
export function auditRow(event: ListedEvent): AuditRow {
  return {
    id: event.intent_id ?? event.id,
    at: new Date(event.at_ms).toISOString(),
    actor: event.actor_name,
    actor_role: event.actor_role,
    via: event.via,
    action: event.action,
    summary: event.summary,
    target_kind: event.target_kind,
    target_id: event.target_id,
    workspace_id: event.workspace_id,
    result: resultOf(event),
    problem: event.problem,
    reason: event.reason,
    before: parse(event.before),
    after: parse(event.after),
    evidence: parse(event.evidence),
    upstream_request_id: event.upstream_request_id,
    request_id: event.request_id,
    address: event.address,
    credential: event.credential,
    approver: approverOf(event.approver),
    proposal_id: event.proposal_id,
    undoes: event.undoes,
    undone_by: event.undone_by,
    can_undo: event.result === 'succeeded' && event.undone_by === null && canUndo(event),
  }
}

function canUndo(event: ListedEvent): boolean {
  return event.kind === 'outcome' && undoOf(event) !== null
}

const results: readonly string[] = ['succeeded', 'failed', 'refused', 'not_applied', 'unknown']

function resultOf(event: ListedEvent): AuditResult {
  if (event.kind === 'intent') return 'open'
  return event.result !== null && results.includes(event.result) ? (event.result as AuditResult) : 'unknown'
}

function approverOf(text: string | null): AuditRow['approver'] {
  const told = parse(text)
  return typeof told === 'object' && told !== null && 'name' in told && 'role' in told
    ? { name: String(told.name), role: typeof told.role === 'string' ? told.role : null }
    : null
}

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}
